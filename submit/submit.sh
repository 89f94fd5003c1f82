#!/usr/bin/env bash
# Starts a job through spark-submit; the job's own script in this folder calls it:
#   submit.sh MODULE CLASS DEFAULT_MASTER [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
# Builds the jars first where needed. --help and --dry-run start no Spark.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

module="$1" class="$2" master="$3"
shift 3

# Everything before "--" is for spark-submit; of those, --master and --jars are merged with ours.
spark_options=() user_jars=""
if printf '%s\n' "$@" | grep -qx -e --; then
  while [ "$1" != -- ]; do
    case "$1" in
      --master | --jars)
        [ "$2" != -- ] || fail "$1 needs a value"
        if [ "$1" = --master ]; then master="$2"; else user_jars="$2"; fi
        shift
        ;;
      --master=*) master="${1#*=}" ;;
      --jars=*) user_jars="${1#*=}" ;;
      *) spark_options+=("$1") ;;
    esac
    shift
  done
  shift
fi

build_if_needed
for argument in "$@"; do
  case "$argument" in
    --help | -h | --dry-run)
      run_java "$module" "$class" "$@"
      exit
      ;;
  esac
done

own_jar="$(job_jar "$module")"
options=(--master "$master" --class "$class" --driver-memory 2g
  --conf "spark.driver.defaultJavaOptions=$JAVA_OPTIONS"
  --conf spark.ui.showConsoleProgress=false
  --conf spark.executorEnv.OPT_OUT_TRACKING=true
  --conf "spark.executorEnv.OMP_NUM_THREADS=$OMP_NUM_THREADS"
  --conf spark.executorEnv.CUDA_DEVICE_ORDER=PCI_BUS_ID)
# What the user set for the C library's heap holds for executors too.
for variable in ${!MALLOC_*}; do
  options+=(--conf "spark.executorEnv.$variable=${!variable}")
done
case "$master" in
  local* | spark://127.0.0.1:* | spark://localhost:*)
    # All on one machine: the jars are read where they lie. Copied to each executor, libtorch alone is 147 MB.
    export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}"
    options+=(--driver-class-path "$own_jar:$ROOT/build/lib/*"
      --conf "spark.executor.extraClassPath=$own_jar:$ROOT/build/lib/*"
      --conf "spark.executor.defaultJavaOptions=$JAVA_OPTIONS"
      --conf spark.executor.memory=2g
      --conf spark.ui.enabled=false)
    [ -z "$user_jars" ] || options+=(--jars "$user_jars")
    resource=spark-internal
    ;;
  k8s://*)
    # The image has the jars (submit/kubernetes/Dockerfile): nothing is shipped.
    options+=(--driver-class-path "$own_jar:$ROOT/build/lib/*"
      --conf "spark.executor.extraClassPath=/opt/spark-lavit/lib/*"
      --conf spark.executor.defaultJavaOptions=-Dai.djl.offline=true)
    [ -z "$user_jars" ] || options+=(--jars "$user_jars")
    resource=spark-internal
    ;;
  *)
    shipped="$(printf "%s," "$ROOT"/build/lib/*.jar)"
    options+=(--jars "${shipped%,}${user_jars:+,$user_jars}" --conf spark.executor.defaultJavaOptions=-Dai.djl.offline=true)
    resource="$own_jar"
    ;;
esac
exec "$SPARK_SUBMIT" "${options[@]}" ${spark_options[@]+"${spark_options[@]}"} "$resource" "$@"
