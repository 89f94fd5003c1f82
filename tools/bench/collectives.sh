#!/usr/bin/env bash
# Our ring against Gloo: all-reduce, reduce-scatter and all-gather of 1, 25 and 200 MB, 2 and 4 processes on loopback.
# Reads PYTHON (python3; needs torch) and ROUNDS (15). Goal: at least as fast everywhere.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
python="${PYTHON:-python3}"
"$python" -c 'import torch.distributed' 2>/dev/null || fail "$python has no torch. Set PYTHON to one that has."
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.bench.CollectivesBenchmark "$1" "$python" "$ROOT/tools/bench/collectives_gloo.py" "${ROUNDS:-15}"
