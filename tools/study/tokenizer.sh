#!/usr/bin/env bash
# Tokenizer training with one choice undone at a time, on the drawn corpus and on photographs.
# Reads QUICKSTART (build/quickstart unless set), PHOTOS (a folder of JPEG files) and STEPS (500 unless set). Two
# trainings run at a time, one rank on one core each. A study that was cut off continues where it was. Goals on the
# drawn corpus: held-out reconstruction loss 0.18, 95% of the codes in use, kept share within 10% of rho.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
data="${QUICKSTART:-$ROOT/build/quickstart}" photos="${PHOTOS:-}" steps="${STEPS:-500}"
work="$(dirname "$1")/tokenizer" figures="$1"
[ -d "$data/shards/train" ] || fail "$data holds no shards. Run submit/quickstart.sh first."
[ -d "$photos" ] || fail "set PHOTOS to a folder of JPEG files."
export SPARK_LAVIT_CONFIG_LEVEL=warn
mkdir -p "$work"

# quietly LOG COMMAND...: its output is of interest only where it fails.
quietly() {
  local log="$1"
  shift
  "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
}

# Every tenth photograph is held out.
shard_photos() {
  local corpus="$work/photos" i=0 photo split
  [ -f "$work/shards/heldout/_manifest.json" ] && return
  rm -rf "$corpus" "$work/shards"
  mkdir -p "$corpus/train" "$corpus/heldout"
  for photo in "$photos"/*.[jJ][pP]*[gG]; do
    split=train
    [ $((i++ % 10)) != 0 ] || split=heldout
    ln -s "$(realpath "$photo")" "$corpus/$split/"
  done
  for split in train heldout; do
    quietly "$work/shard-$split.log" "$ROOT/submit/shard.sh" "$ROOT/conf/shard-tiny.conf" input="$corpus" \
      output="$work/shards/$split" "sources=[{type=folder, name=photos, path=$split, caption-from=file-name}]"
  done
}

rows=() trainings=()
# row CORPUS SHARDS STEPS NAME OVERRIDE...: begins a training, once fewer than two are under way.
row() {
  local corpus="$1" shards="$2" length="$3" name="$4"
  shift 4
  local out="$work/$corpus/$name"
  mkdir -p "$out"
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
  echo "training: $corpus, $name"
  quietly "$out.log" "$ROOT/submit/train-tokenizer.sh" --master 'local[1]' -- \
    "$ROOT/conf/train-tokenizer-tiny.conf" input="$shards/train" held-out="$shards/heldout" output="$out" world-size=1 \
    training.micro-batch=32 training.steps="$length" recipe.continuous-steps=$((length * 65 / 100)) \
    training.evaluate-every="$length" "$@" &
  trainings+=($!)
  rows+=("$corpus" "$name" "$length steps $*" "$out/metrics.jsonl")
}

rows_of() {
  row "$1" "$2" "$steps" "as configured"
  row "$1" "$2" "$steps" "random codebook" recipe.codebook.start=random
  row "$1" "$2" "$steps" "codes by gradient" recipe.codebook.update=gradient
  row "$1" "$2" "$steps" "no revival" recipe.codebook.revive=false
  row "$1" "$2" "$steps" "all patches" recipe.objective.keep-ratio=1
}

cd "$ROOT"
shard_photos
rows_of drawn "$data/shards"
# What bounds the loss: the codes, or the length of the training.
row drawn "$data/shards" "$steps" "eight times the codes" tokenizer.codebook-size=4096
row drawn "$data/shards" $((2 * steps)) "twice as long"
row drawn "$data/shards" $((4 * steps)) "four times as long"
rows_of photographs "$work/shards"
for training in "${trainings[@]}"; do wait "$training"; done
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.bench.TokenizerStudy "$figures" "${rows[@]}"
