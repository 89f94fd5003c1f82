#!/usr/bin/env bash
# One image through a tokenizer of LaVIT's own sizes, random weights, on the CPU: time and peak memory.
# Reads OMP_NUM_THREADS (1 unless set). Goal: at most 12 GiB.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
run_java tokenizer-job -cp "$ROOT/tokenizer-job/target/test-classes:$ROOT/common/target/test-classes:$ROOT/build/lib/*:$(job_jar tokenizer-job):$SPARK_HOME/jars/*" \
  org.sparklavit.tokenizer.bench.FullSize "$1" "$ROOT"
