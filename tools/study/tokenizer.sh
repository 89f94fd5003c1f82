#!/usr/bin/env bash
# Tokenizer training with one choice undone at a time, on the drawn corpus and on photographs.
# Reads QUICKSTART (build/quickstart unless set), PHOTOS (a folder of JPEG files) and STEPS (800 unless set). A study
# that was cut off continues where it was. Goals on the drawn corpus: held-out reconstruction loss 0.18, 95% of the
# codes in use, kept share within 10% of rho.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
data="${QUICKSTART:-$ROOT/build/quickstart}" photos="${PHOTOS:-}" steps="${STEPS:-800}"
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

rows=()
# row CORPUS SHARDS NAME OVERRIDE...
row() {
  local corpus="$1" shards="$2" name="$3"
  shift 3
  local out="$work/$corpus/$name"
  mkdir -p "$out"
  echo "training: $corpus, $name"
  quietly "$out.log" "$ROOT/submit/train-tokenizer.sh" --master 'local[2]' -- \
    "$ROOT/conf/train-tokenizer-tiny.conf" input="$shards/train" held-out="$shards/heldout" output="$out" \
    training.steps="$steps" recipe.continuous-steps=$((steps * 7 / 10)) training.evaluate-every="$steps" "$@"
  rows+=("$corpus" "$name" "$*" "$out/metrics.jsonl")
}

rows_of() {
  row "$1" "$2" "as configured"
  row "$1" "$2" "random codebook" recipe.codebook.start=random
  row "$1" "$2" "codes by gradient" recipe.codebook.update=gradient
  row "$1" "$2" "no revival" recipe.codebook.revive=false
  row "$1" "$2" "all three" recipe.codebook.{start=random,update=gradient,revive=false}
  row "$1" "$2" "all patches" recipe.objective.keep-ratio=1
}

cd "$ROOT"
shard_photos
rows_of drawn "$data/shards"
rows_of photographs "$work/shards"
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.bench.TokenizerStudy "$figures" "${rows[@]}"
