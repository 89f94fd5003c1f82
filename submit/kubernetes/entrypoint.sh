#!/usr/bin/env bash
# What a container of the image runs: Spark calls it with "executor" or "driver ARGUMENT..." and describes the rest in
# environment variables. Any other command is run as it stands.
set -euo pipefail

# SPARK_JAVA_OPT_0, SPARK_JAVA_OPT_1, ...: one word of the JVM's command line each.
java_options() {
  local i=0 name=SPARK_JAVA_OPT_0
  while [ -n "${!name+set}" ]; do
    printf '%s\0' "${!name}"
    i=$((i + 1)) name="SPARK_JAVA_OPT_$((i))"
  done
}

case "${1:-}" in
  executor)
    mapfile -d '' -t options < <(java_options)
    exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" ${options[@]+"${options[@]}"} \
      "-Xms$SPARK_EXECUTOR_MEMORY" "-Xmx$SPARK_EXECUTOR_MEMORY" \
      -cp "${SPARK_EXTRA_CLASSPATH:-/opt/spark-lavit/lib/*}:$SPARK_HOME/jars/*" \
      org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend \
      --driver-url "$SPARK_DRIVER_URL" --executor-id "$SPARK_EXECUTOR_ID" --cores "$SPARK_EXECUTOR_CORES" \
      --app-id "$SPARK_APPLICATION_ID" --hostname "$SPARK_EXECUTOR_POD_IP" \
      --resourceProfileId "$SPARK_RESOURCE_PROFILE_ID" --podName "$SPARK_EXECUTOR_POD_NAME"
    ;;
  driver)
    shift
    exec "$SPARK_HOME/bin/spark-submit" --deploy-mode client \
      --conf "spark.driver.bindAddress=$SPARK_DRIVER_BIND_ADDRESS" \
      --conf "spark.executorEnv.SPARK_DRIVER_POD_IP=$SPARK_DRIVER_BIND_ADDRESS" "$@"
    ;;
  *)
    exec "$@"
    ;;
esac
