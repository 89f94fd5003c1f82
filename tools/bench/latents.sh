#!/usr/bin/env bash
# A step of the detokenizer's training with latents computed of each picture, and with cached ones, in turn.
# Stable Diffusion 1.5 at a quarter of its widths with random weights, 256 x 256 pixels, batches of 4, OMP_NUM_THREADS
# threads (1 unless set). Pictures are decoded on a thread of their own: leave it a core. ROUNDS (10). Goal: cached is faster.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
run_java tokenizer-job -cp "$ROOT/tokenizer-job/target/test-classes:$ROOT/common/target/test-classes:$ROOT/build/lib/*:$(job_jar tokenizer-job):$SPARK_HOME/jars/*" \
  org.sparklavit.tokenizer.bench.LatentsBenchmark "$1" "$work" "$ROOT" "${ROUNDS:-10}"
