#!/usr/bin/env bash
# Tokens a second with the cache of keys and values and without, 256 behind a prompt of 16, of two random models.
# Reads ROUNDS (5). Goal: with the cache at least five times as fast, and the same tokens.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.bench.GenerationBenchmark "$1" "${ROUNDS:-5}"
