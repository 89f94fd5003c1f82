#!/usr/bin/env bash
# Real tokens/s of a pretraining step against transformers with PyTorch, packed and padded, at 15M and 100M parameters.
# Reads QUICKSTART (build/quickstart unless set), PYTHON (python3; needs torch 2.7.1, the libtorch used here, and
# transformers), SIZES (15M,100M; also 500M), ROUNDS (10), OMP_NUM_THREADS (threads of either side, 1 unless set) and
# GPU (an index; a CPU unless set). Goals: as fast on packed rows, 1.5 times as fast as on padded lines.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
data="${QUICKSTART:-$ROOT/build/quickstart}" python="${PYTHON:-python3}"
[ -d "$data/tokens/train" ] || fail "$data holds no tokens. Run submit/quickstart.sh first."
"$python" -c 'import torch, transformers' 2>/dev/null || fail "$python has no torch and transformers. Set PYTHON to one that has."
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.bench.PretrainingBenchmark "$1" "$data" "$ROOT/conf/demo/tokenizer.json" "$python" \
  "$ROOT/tools/bench/pretraining.py" "${ROUNDS:-10}" "${SIZES:-15M,100M}"
