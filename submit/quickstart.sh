#!/usr/bin/env bash
# The whole product on one machine: a drawn corpus becomes shards, a visual tokenizer, tokens,
# a detokenizer that draws them, and a language model.
# Usage: submit/quickstart.sh [--long] [OUT]     OUT is build/quickstart, or build/quickstart-long, unless given
# Trains with two executor JVMs. Ends with a summary, which is also in OUT/summary.json.
# --long draws four times the pictures and trains longer, until shapes are right too: some seventy minutes on two cores.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

readonly NUM_STAGES=9
stage=0

# run TITLE COMMAND...: one stage, with its number, the time since the start and the time it took.
run() {
  local title="$1" begin="$SECONDS"
  shift
  stage=$((stage + 1))
  printf '\n== %d/%d  %s  (%s)\n' "$stage" "$NUM_STAGES" "$title" "$(clock "$SECONDS")"
  "$@" || stop "$title" "$?"
  printf -- '-- %d/%d  took %s\n' "$stage" "$NUM_STAGES" "$(clock $((SECONDS - begin)))"
}

stop() {
  echo "quickstart stopped at stage $stage of $NUM_STAGES, \"$1\"; its messages are above." >&2
  exit "$2"
}

clock() {
  printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

# What --long changes of the tiny configurations. Half of the patches and four times the codes say what shape an object
# has, where a third and 512 say little more than its colour; and the language model draws as often as it describes.
corpus_schedule=() tokenizer_schedule=() detokenizer_schedule=() model_schedule=()
choose_long_schedule() {
  corpus_schedule=(train-images=24000 text-lines=24000)
  tokenizer_schedule=(recipe.objective.keep-ratio=0.5 tokenizer.codebook-size=2048
    training.steps=6000 recipe.continuous-steps=1500 training.optimizer.learning-rate=2e-3)
  detokenizer_schedule=(training.steps=4000 recipe.average-decay=0.999)
  model_schedule=(training.steps=6000 "sources=[
    { type = image-text, path = tokens/train, images = shards/train, weight = 0.45 }
    { type = text-image, path = tokens/train, weight = 0.45, text-dropout = 0.1 }
    { type = text, path = corpus/text/train.jsonl, weight = 0.1 }
  ]")
}

# A folder of ours inside build/ is made anew; a folder of the user's is never cleared.
prepare() {
  out="$ROOT/build/quickstart"
  if [ "${1:-}" = --long ]; then
    choose_long_schedule
    out="$ROOT/build/quickstart-long"
    shift
  fi
  if [ $# -gt 1 ] || [[ "${1:-}" = -* ]]; then fail "usage: submit/quickstart.sh [--long] [OUT]"; fi
  out="${1:-$out}"
  if [ $# = 0 ]; then
    rm -rf "$out"
  elif [ -e "$out" ] && [ -n "$(ls -A "$out")" ]; then
    fail "the output folder $out is not empty. Remove it or name another."
  fi
  mkdir -p "$out"
  out="$(cd "$out" && pwd)"
}

prepare "$@"
# The tiny configurations name the demo's encoder and vocabulary relative to the repository.
cd "$ROOT"
build_if_needed
# Each job saves its effective configuration beside its output; on the console it would bury the progress.
export SPARK_LAVIT_CONFIG_LEVEL=warn
submit="$ROOT/submit" conf="$ROOT/conf"

shard_both() {
  "$submit/shard.sh" "$conf/shard-tiny.conf" input="$out/corpus" output="$out/shards/train"
  "$submit/shard.sh" "$conf/shard-tiny.conf" input="$out/corpus" output="$out/shards/heldout" \
    'sources=[{type=webdataset, name=scenes, path=heldout}]'
}

tokenize_both() {
  local split
  for split in train heldout; do
    "$submit/tokenize.sh" "$conf/tokenize-tiny.conf" \
      input="$out/shards/$split" tokenizer="$out/tokenizer" output="$out/tokens/$split"
  done
}

run "draw a corpus" \
  "$submit/generate-corpus.sh" "$conf/generate-corpus-tiny.conf" output="$out/corpus" "${corpus_schedule[@]}"
run "shard it, the training and the held-out part" shard_both
run "train the visual tokenizer" \
  "$submit/train-tokenizer.sh" "$conf/train-tokenizer-tiny.conf" \
  input="$out/shards/train" held-out="$out/shards/heldout" output="$out/tokenizer" \
  "${tokenizer_schedule[@]}"
run "tokenize both parts" tokenize_both
run "train the detokenizer" \
  "$submit/train-detokenizer.sh" "$conf/train-detokenizer-tiny.conf" \
  input="$out/shards/train" held-out="$out/shards/heldout" tokenizer="$out/tokenizer" output="$out/detokenizer" \
  "${detokenizer_schedule[@]}"
run "pretrain the language model" \
  "$submit/pretrain.sh" "$conf/pretrain-tiny.conf" input="$out" output="$out/model" "${model_schedule[@]}"
run "inspect the held-out tokens, and draw them again" \
  "$submit/inspect.sh" "$conf/inspect-tiny.conf" input="$out/tokens/heldout" shards="$out/shards/heldout" \
  detokenizer="$out/detokenizer" tokenizer="$out/tokenizer" output="$out/inspection"
run "draw a few prompts" \
  "$submit/generate.sh" "$conf/generate-tiny.conf" task=draw input="$conf/demo/prompts.jsonl" \
  model="$out/model/export" tokenizer="$out/tokenizer" detokenizer="$out/detokenizer" output="$out/drawn"
# Reads what each job left beside its output, writes captions for held-out pictures, and writes summary.json.
run "sum up" \
  run_java pretrain-job org.sparklavit.pretrain.job.QuickstartSummary "$out" "$SECONDS"
