#!/usr/bin/env bash
# The op library against the same operations composed of DJL's, forward and backward, in turn in one process.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" org.sparklavit.bench.OpsBenchmark "$1"
