#!/usr/bin/env bash
# From a shard of JPEG files to a file of tokens (read, decode, resize, model, write) beside the model on ready tensors.
# Reads SIZES ("vit-b/16" unless set; tiny and full are others) and OMP_NUM_THREADS (threads of the model, 1 unless set).
# A task of the tokenize job decodes on a thread of its own: leave it a core. Goal: 90% of the model's rate.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
run_java tokenizer-job -cp "$ROOT/tokenizer-job/target/test-classes:$ROOT/common/target/test-classes:$ROOT/build/lib/*:$(job_jar tokenizer-job):$SPARK_HOME/jars/*" \
  org.sparklavit.tokenizer.bench.PipelineBenchmark "$1" "$work" "$ROOT" ${SIZES:-vit-b/16}
