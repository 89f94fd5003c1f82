#!/usr/bin/env bash
# The three ways to build a multimodal language model, on the same data, steps and sizes: adapter, emu, unified.
# Reads QUICKSTART (build/quickstart unless set; it must have a detokenizer), STEPS (600), SEEDS (3) and PARALLEL (2
# trainings at a time, of one thread each). Every model starts from a text model of its seed, so that what a way costs
# the text shows. unified also with discrete conditions, and with a tokenizer that keeps all patches: tokens of a fixed
# number. A study that was cut off goes on where it was. No goal: the table is the result.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
data="${QUICKSTART:-$ROOT/build/quickstart}" steps="${STEPS:-600}" seeds="${SEEDS:-3}" parallel="${PARALLEL:-2}" figures="$1"
work="$(dirname "$1")/three-ways"
[ -d "$data/detokenizer" ] || fail "$data holds no detokenizer. Run submit/quickstart.sh first."
data="$(cd "$data" && pwd)"
mkdir -p "$work"
work="$(cd "$work" && pwd)"
export SPARK_LAVIT_CONFIG_LEVEL=warn
cd "$ROOT"
build_if_needed

# once FOLDER LOG JOB ARGUMENT...: runs a job unless an earlier one made the folder whole.
once() {
  local folder="$1" log="$2" job="$3"
  shift 3
  [ ! -e "$folder/.done" ] || return 0
  mkdir -p "$(dirname "$log")"
  "$ROOT/submit/$job.sh" --master 'local[1]' -- "$@" >"$log" 2>&1 ||
    { tail -n 40 "$log" >&2; fail "$job failed; its messages are above"; }
  touch "$folder/.done"
}

# All patches are kept: 64 tokens for every picture.
fixed="$work/fixed"
prepare_fixed() {
  once "$fixed/tokenizer" "$work/fixed-tokenizer.log" train-tokenizer "$ROOT/conf/train-tokenizer-tiny.conf" world-size=1 \
    input="$data/shards/train" held-out="$data/shards/heldout" output="$fixed/tokenizer" recipe.objective.keep-ratio=1
  local split
  for split in train heldout; do
    once "$fixed/tokens/$split" "$work/fixed-$split.log" tokenize "$ROOT/conf/tokenize-tiny.conf" \
      input="$data/shards/$split" tokenizer="$fixed/tokenizer" output="$fixed/tokens/$split"
  done
  once "$fixed/detokenizer" "$work/fixed-detokenizer.log" train-detokenizer "$ROOT/conf/train-detokenizer-tiny.conf" \
    world-size=1 input="$data/shards/train" held-out="$data/shards/heldout" tokenizer="$fixed/tokenizer" \
    output="$fixed/detokenizer"
}

# sources TOKENS: what all ways learn from, and from how much of it.
sources() {
  echo "sources=[{type=image-text, path=\"$1/train\", images=\"$data/shards/train\", weight=0.6},
    {type=text-image, path=\"$1/train\", weight=0.25}, {type=text, path=\"$data/corpus/text/train.jsonl\", weight=0.15}]"
}

# sources_of_adapter: it learns nothing from images behind text.
sources_of_adapter() {
  echo "sources=[{type=image-text, path=\"$data/tokens/train\", images=\"$data/shards/train\", weight=0.6},
    {type=text, path=\"$data/corpus/text/train.jsonl\", weight=0.15}]"
}

# start NAME SEED BASE: a model that has read text alone; it has, untrained, the ids of the codes of BASE.
start() {
  local out="$work/$1/seed-$2"
  once "$out/model" "$out-train.log" pretrain "$ROOT/conf/pretrain-tiny.conf" world-size=1 output="$out/model" \
    training.evaluate-every=0 training.steps="$steps" training.seed="$2" objective.condition=discrete \
    "sources=[{type=text, path=\"$data/corpus/text/train.jsonl\"}]" \
    "held-out=[{type=text-image, path=\"$3/tokens/heldout\"}]"
}

# measure NAME SEED MEASURES BASE: what the model of a seed can.
measure() {
  local out="$work/$1/seed-$2"
  once "$out/evaluation" "$out-evaluate.log" evaluate "$ROOT/conf/evaluate-tiny.conf" model="$out/model/export" \
    tokenizer="$4/tokenizer" detokenizer="$4/detokenizer" shards="$data/shards/heldout" output="$out/evaluation" \
    "measure=[$3]" "perplexity.sources=[{type=text, path=\"$data/corpus/text/heldout.jsonl\"}]"
}

# way NAME SEED MEASURES START BASE SOURCES OVERRIDE...: trains and measures one model; BASE has tokenizer and tokens.
way() {
  local name="$1" seed="$2" measures="$3" start="$4" base="$5" from="$6" out="$work/$1/seed-$2"
  shift 6
  once "$out/model" "$out-train.log" pretrain "$ROOT/conf/pretrain-tiny.conf" world-size=1 output="$out/model" \
    held-out=[] training.evaluate-every=0 training.steps="$steps" training.seed="$seed" model=null text-tokenizer=null \
    init-from="$work/$start/seed-$seed/model/export" "$from" "$@"
  measure "$name" "$seed" "$measures" "$base"
}

one_seed() {
  local seed="$1"
  start start "$seed" "$data"
  measure start "$seed" perplexity "$data"
  way adapter "$seed" captioning,perplexity start "$data" "$(sources_of_adapter)" 'objective={type=adapter}'
  way emu "$seed" captioning,perplexity start "$data" "$(sources "$data/tokens")" 'objective={type=emu}'
  way unified "$seed" captioning,drawing,perplexity start "$data" "$(sources "$data/tokens")"
  way discrete "$seed" captioning,drawing,perplexity start "$data" "$(sources "$data/tokens")" objective.condition=discrete
  start start-fixed "$seed" "$fixed"
  way fixed "$seed" captioning,drawing,perplexity start-fixed "$fixed" "$(sources "$fixed/tokens")"
}

prepare_fixed
running=()
for ((seed = 1; seed <= seeds; seed++)); do
  if [ "${#running[@]}" -ge "$parallel" ]; then
    wait "${running[0]}" || exit 1
    running=("${running[@]:1}")
  fi
  one_seed "$seed" &
  running+=($!)
done
for pid in "${running[@]}"; do wait "$pid" || exit 1; done
run_java pretrain-job -cp "$ROOT/pretrain-job/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.pretrain.bench.ThreeWaysReport "$figures" "$seeds" "text alone, the start" "$work/start" adapter \
  "$work/adapter" emu "$work/emu" unified "$work/unified" "unified, discrete condition" "$work/discrete" \
  "unified, all patches kept" "$work/fixed"
