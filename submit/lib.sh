# Sourced by the scripts in submit/ and tools/: where things lie, building them, and running a main.
# Needs bash 4 and a JDK 17; JAVA_HOME and SPARK_HOME are honoured when set.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
JAVA="${JAVA_HOME:+$JAVA_HOME/bin/}java"
# DJL finds everything in the shipped jars: nothing to download at run time, nobody to report to. libtorch sizes
# its thread pool from OMP_NUM_THREADS; one rank computes on one core unless told otherwise.
export OPT_OUT_TRACKING=true
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
export DJL_CACHE_DIR="${DJL_CACHE_DIR:-${HOME:-/tmp}/.djl.ai}"
JAVA_OPTIONS="-Dai.djl.offline=true \"-Dlog4j2.configurationFile=file:$ROOT/submit/log4j2.properties\""

fail() {
  echo "$(basename "$0"): $1" >&2
  exit 2
}

# The Spark that Maven brought has jars only; the two scripts it lacks are in submit/spark/bin.
if [ "${SPARK_HOME:-$ROOT/build/spark}" != "$ROOT/build/spark" ]; then
  SPARK_SUBMIT="$SPARK_HOME/bin/spark-submit"
  [ -x "$SPARK_SUBMIT" ] || fail "SPARK_HOME is set to $SPARK_HOME but has no bin/spark-submit. Unset it to use build/spark."
else
  export SPARK_HOME="$ROOT/build/spark"
  SPARK_SUBMIT="$ROOT/submit/spark/bin/spark-submit"
fi

# Whether anything the jars are made of changed since the last build.
is_built() {
  local stamp="$ROOT/build/.built"
  [ -f "$stamp" ] && [ -d "$ROOT/build/lib" ] && [ -d "$ROOT/build/spark/jars" ] || return 1
  job_jar tokenizer-job >/dev/null && job_jar pretrain-job >/dev/null || return 1
  [ -z "$(find "$ROOT"/pom.xml "$ROOT"/*/pom.xml "$ROOT"/submit/spark/pom.xml "$ROOT"/*/src/main \
    -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# Builds the jars where they are missing or older than their sources.
build_if_needed() {
  is_built && return
  command -v "$JAVA" >/dev/null || fail "no java found. Install a JDK 17 and set JAVA_HOME."
  echo "building the jars (the first time Maven also downloads Spark and libtorch)" >&2
  mkdir -p "$ROOT/build"
  touch "$ROOT/build/.building"
  (cd "$ROOT" && ./mvnw -q -DskipTests -Dspotless.check.skip=true package) >&2
  mv "$ROOT/build/.building" "$ROOT/build/.built"
}

# The jar of a job's module.
job_jar() {
  local jar
  for jar in "$ROOT/$1"/target/spark-lavit-"$1"-*.jar; do
    case "$jar" in *-tests.jar | *-sources.jar) ;; *) [ -f "$jar" ] && echo "$jar" && return ;; esac
  done
  return 1
}

# Runs a main without Spark's launcher: run_java MODULE CLASS ARGUMENT...
run_java() {
  local module="$1" options
  shift
  eval "options=($JAVA_OPTIONS)"
  "$JAVA" "${options[@]}" -cp "$(job_jar "$module"):$ROOT/build/lib/*:$SPARK_HOME/jars/*" "$@"
}
