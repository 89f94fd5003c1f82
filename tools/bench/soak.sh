#!/usr/bin/env bash
# Memory, file handles and threads over STEPS (10000) tiny steps of two ranks, checkpoints included, and after the run.
# Goals: memory of the last quarter within 2% of the second's; no handle and no thread left behind. The Java heap has a
# fixed size that is touched from the start and the JVM as many threads of its own, so that what grows is a leak.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
JAVA_OPTIONS="$JAVA_OPTIONS -Xms512m -Xmx512m -XX:+AlwaysPreTouch -XX:-UseDynamicNumberOfCompilerThreads -XX:-UseDynamicNumberOfGCThreads"
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.bench.SoakBenchmark "$1" "${STEPS:-10000}"
