#!/usr/bin/env bash
# The unified model against models of one modality, and the ways a condition image can enter, on the drawn corpus.
# Reads QUICKSTART (build/quickstart unless set), STEPS (600 unless set) and ROWS (packed rows a step, 8 unless set). One
# training after the other, one rank each; a study that was cut off goes on where it was. Goal: every unified model
# predicts captions behind images better than the text model predicts captions, and codes behind captions better than
# the image model predicts codes.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
data="${QUICKSTART:-$ROOT/build/quickstart}" steps="${STEPS:-600}" batch="${ROWS:-8}"
work="$(dirname "$1")/pretraining" figures="$1"
[ -d "$data/tokens/train" ] && [ -d "$data/shards/train" ] || fail "$data holds no shards and tokens. Run submit/quickstart.sh first."
data="$(cd "$data" && pwd)"
export SPARK_LAVIT_CONFIG_LEVEL=warn
mkdir -p "$work"
cd "$ROOT"

java_of_tests() {
  run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" "$@"
}

rows=()
# row KIND NAME OVERRIDE...: trains one model, unless it is there.
row() {
  local kind="$1" name="$2" out="$work/${2//[ ,]/-}"
  shift 2
  echo "training: $name"
  mkdir -p "$out"
  "$ROOT/submit/pretrain.sh" --master 'local[1]' -- "$ROOT/conf/pretrain-tiny.conf" input="$data" output="$out" \
    world-size=1 training.steps="$steps" training.global-batch="$batch" training.micro-batch="$((batch < 4 ? batch : 4))" \
    training.evaluate-every=0 "$@" >"$out.log" 2>&1 || { tail -n 40 "$out.log" >&2; fail "the training failed; its messages are above"; }
  rows+=("$kind" "$name" "$*" "$out/export")
}

captionless="$work/captionless"
[ -d "$captionless" ] || java_of_tests org.sparklavit.bench.CaptionlessDump "$data/tokens/train" "$captionless"
both='sources=[{type=image-text, path=tokens/train, images=shards/train}, {type=text-image, path=tokens/train}]'
codes='objective={type=unified, condition=discrete}'
# The held-out sources, which are not measured here, give all models the same vocabulary.
row TEXT "text alone" "sources=[{type=text, path=tokens/train/data, field=caption}]" "$codes"
row IMAGE "images alone" "sources=[{type=text-image, path=\"$captionless\"}]" "$codes"
row BOTH "unified, images as codes" "$both" "$codes"
row BOTH "unified, features of the dump" "$both"
row BOTH "unified, online, frozen merger" "$both" 'online-features={tokenizer=tokenizer}'
row BOTH "unified, online, trained merger" "$both" 'online-features={tokenizer=tokenizer, merger=trained}'
java_of_tests org.sparklavit.bench.PretrainingStudy "$figures" "$data" "${rows[@]}"
