#!/usr/bin/env bash
# Step time and memory of both training jobs over 2 000 steps on the quickstart's data (run that first).
# Reads QUICKSTART (build/quickstart unless set) and STEPS. Goal: memory outside the Java heap flat, the last quarter within
# 5% of the second.
# The tokenizer's stage without quantisation is a tenth of the steps, so the second quarter and the last do the same.
# The Java heap is touched as soon as it is reserved: only then can it be told from the rest.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
data="${QUICKSTART:-$ROOT/build/quickstart}" work="$(mktemp -d)" steps="${STEPS:-2000}"
trap 'rm -rf "$work"' EXIT
[ -d "$data/shards/train" ] && [ -d "$data/tokens/train" ] || fail "$data holds no shards and tokens. Run submit/quickstart.sh first."

shared=(world-size=1 training.steps="$steps" training.log-every=20 training.checkpoint-every="$steps")
echo "training both models for $steps steps each in one process; progress is in $work"
SPARK_LAVIT_CONFIG_LEVEL=warn "$ROOT/submit/train-tokenizer.sh" --master 'local[1]' --driver-java-options -XX:+AlwaysPreTouch -- \
  "$ROOT/conf/train-tokenizer-tiny.conf" input="$data/shards/train" held-out="$data/shards/heldout" \
  output="$work/tokenizer" training.global-batch=8 training.micro-batch=8 training.evaluate-every=0 \
  recipe.continuous-steps=$((steps / 10)) "${shared[@]}" >"$work/tokenizer.log" 2>&1 || { cat "$work/tokenizer.log" >&2; exit 1; }
SPARK_LAVIT_CONFIG_LEVEL=warn "$ROOT/submit/pretrain.sh" --master 'local[1]' --driver-java-options -XX:+AlwaysPreTouch -- \
  "$ROOT/conf/pretrain-tiny.conf" input="$data" output="$work/model" training.global-batch=2 \
  training.micro-batch=2 training.evaluate-every=0 "${shared[@]}" >"$work/pretrain.log" 2>&1 || { cat "$work/pretrain.log" >&2; exit 1; }
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.bench.StepsReport "$1" "$work/tokenizer/metrics.jsonl" "$work/model/metrics.jsonl"
