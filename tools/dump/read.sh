#!/usr/bin/env bash
# Reads a token dump with pandas, DuckDB and Spark SQL, with none of our code, and compares what they see.
# Usage: tools/dump/read.sh DUMP     DUMP is the output folder of tokenize, on this machine
# Needs a PYTHON (python3 unless set) with pandas, pyarrow and duckdb. Exits non-zero where two of them disagree.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
here="$ROOT/tools/dump"
[ -d "${1:-}/data" ] || fail "usage: tools/dump/read.sh DUMP; DUMP holds the folder data of tokenize"
[ -d "$SPARK_HOME/jars" ] || build_if_needed
export SPARK_LOCAL_IP=127.0.0.1

opens=()
for package in java.lang java.lang.invoke java.io java.net java.nio java.util java.util.concurrent \
  java.util.concurrent.atomic sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
  opens+=(--add-opens="java.base/$package=ALL-UNNAMED")
done

seen="$("${PYTHON:-python3}" "$here/read_dump.py" "$1"
  "$JAVA" "${opens[@]}" "-Dlog4j2.configurationFile=file:$ROOT/submit/log4j2.properties" \
    -cp "$SPARK_HOME/jars/*" "$here/SparkSqlReads.java" "$1")"
echo "$seen"
distinct="$(sed 's/^[^:]*: *//' <<<"$seen" | sort -u | wc -l)"
[ "$(wc -l <<<"$seen")" = 3 ] && [ "$distinct" = 1 ] || { echo "read.sh: the three do not see the same" >&2; exit 1; }
echo "all three see the same"
