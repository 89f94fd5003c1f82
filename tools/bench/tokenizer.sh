#!/usr/bin/env bash
# Tokenising and training of the tokenizer, packed and dense, against LaVIT's official code and PyTorch, in turn.
# Reads PYTHON (with torch 2.7.1, timm 1.0, safetensors), LAVIT (the folder LaVIT of a checkout of
# github.com/jy0205/LaVIT at 8cde9b4), OMP_NUM_THREADS (1 unless set; both sides) and SIZES ("tiny vit-b/16").
# Goals: 1.2 times the official forward, at least as fast as PyTorch in training.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
python="${PYTHON:-}" lavit="${LAVIT:-}" work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
[ -n "$python" ] && "$python" -c 'import torch, timm, safetensors; assert torch.__version__.split("+")[0] == "2.7.1"' 2>/dev/null ||
  fail "set PYTHON to a Python that has torch 2.7.1 (spark-lavit's libtorch), timm and safetensors."
[ -f "$lavit/models/modeling_visual_tokenzier.py" ] ||
  fail "set LAVIT to the folder LaVIT of a checkout of github.com/jy0205/LaVIT at commit 8cde9b4."
run_java tokenizer-job -cp "$ROOT/tokenizer-job/target/test-classes:$ROOT/common/target/test-classes:$ROOT/build/lib/*:$(job_jar tokenizer-job):$SPARK_HOME/jars/*" \
  org.sparklavit.tokenizer.bench.TokenizerBenchmark "$1" "$work" "$ROOT" "$python" "$lavit" ${SIZES:-tiny vit-b/16}
