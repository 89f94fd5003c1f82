#!/usr/bin/env bash
# Whether a tokenizer of ours is LaVIT's: official.sh TOKENIZER [BIN]. The official code loads its folder with
# strict=True, and both give ids to the same pixels under the same noise; 99.9% of them must be equal. Into the folder
# BIN go the official state dicts. Reads PYTHON (torch 2.7.1, timm 1.0, safetensors) and LAVIT (the folder LaVIT of a
# checkout of github.com/jy0205/LaVIT at 8cde9b4).
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
tokenizer="${1:-}" bin="${2:-}" case="$(mktemp -d)/case.safetensors"
trap 'rm -rf "$(dirname "$case")"' EXIT
[ -f "$tokenizer/tokenizer.conf" ] || fail "usage: official.sh TOKENIZER [BIN]; TOKENIZER is the output of submit/train-tokenizer.sh."
[ -f "${LAVIT:-}/models/modeling_visual_tokenzier.py" ] ||
  fail "set LAVIT to the folder LaVIT of a checkout of github.com/jy0205/LaVIT at commit 8cde9b4."
build_if_needed
"${PYTHON:-python3}" -W ignore "$ROOT/tools/golden/official.py" "$LAVIT" "$tokenizer" "$case" ${bin:+--bin "$bin"}
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.bench.OfficialTokens "$tokenizer" "$case"
