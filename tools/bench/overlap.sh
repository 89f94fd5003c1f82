#!/usr/bin/env bash
# What two ranks wait for each other in a step at 30M parameters, with and without communication beside the pass back.
# Ranks are threads that talk over TCP, with OMP_NUM_THREADS (1 unless set) threads of libtorch each. ROUNDS (3) runs of
# STEPS (5) steps of either way, in turn; RATES (0,1) are networks in Gbit/s, 0 for loopback as it is, others emulated by
# waiting. Goal: below 10% of the step on loopback, with overlap.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.bench.OverlapBenchmark "$1" "${ROUNDS:-3}" "${STEPS:-5}" "${RATES:-0,1}"
