#!/usr/bin/env bash
# A Spark cluster of real processes on this machine: a standalone master and workers.
# Usage: submit/cluster.sh start [WORKERS [CORES [MEMORY]]]   2 workers of 1 core and 3g each unless given
#        submit/cluster.sh status | stop
# Prints the master's address, for --master. CLUSTER names the folder for logs and process ids, build/cluster unless
# set; SPARK_MASTER_OPTS and SPARK_WORKER_OPTS are passed on. Everything listens on the loopback address only.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

folder="${CLUSTER:-$ROOT/build/cluster}"
export SPARK_LOCAL_IP=127.0.0.1

# Whether the process of a file NAME.pid runs.
runs() {
  [ -f "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null
}

# launch NAME CLASS ARGUMENT...: a daemon with its log and process id in the folder.
launch() {
  local name="$1"
  shift
  local spark_class="$ROOT/submit/spark/bin/spark-class"
  [ "$SPARK_HOME" = "$ROOT/build/spark" ] || spark_class="$SPARK_HOME/bin/spark-class"
  setsid "$spark_class" "$@" >"$folder/$name.log" 2>&1 </dev/null &
  echo $! >"$folder/$name.pid"
}

# await NAME PATTERN: the first match in a daemon's log.
await() {
  local name="$1" pattern="$2" _
  for _ in $(seq 300); do
    grep -om1 "$pattern" "$folder/$name.log" 2>/dev/null && return
    runs "$folder/$name.pid" || break
    sleep 0.2
  done
  tail -n 20 "$folder/$name.log" >&2
  fail "the $name did not start; its log is in $folder/$name.log"
}

start() {
  local workers="${1:-2}" cores="${2:-1}" memory="${3:-3g}" i
  if runs "$folder/master.pid"; then fail "a cluster runs already ($(cat "$folder/url")). Stop it first, or set CLUSTER to another folder."; fi
  build_if_needed
  mkdir -p "$folder"
  rm -f "$folder"/*.pid
  # A port that is taken is left for the next one: the log says which.
  launch master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "${SPARK_MASTER_PORT:-7077}" --webui-port 0
  await master 'spark://127.0.0.1:[0-9]*' >"$folder/url"
  for i in $(seq "$workers"); do
    launch "worker-$i" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores "$cores" --memory "$memory" \
      --webui-port 0 --work-dir "$folder/executors" "$(cat "$folder/url")"
  done
  for i in $(seq "$workers"); do await "worker-$i" 'Successfully registered with master' >/dev/null; done
  cat "$folder/url"
}

status() {
  local file
  for file in "$folder"/*.pid; do
    runs "$file" && echo "$(basename "$file" .pid) runs as process $(cat "$file")"
  done
  if runs "$folder/master.pid"; then cat "$folder/url"; else fail "no cluster runs from $folder"; fi
}

# Workers take their executors along.
stop() {
  local file _
  for file in "$folder"/worker-*.pid "$folder"/master.pid; do
    if runs "$file"; then kill "$(cat "$file")"; fi
  done
  for _ in $(seq 50); do
    for file in "$folder"/*.pid; do
      runs "$file" || rm -f "$file"
    done
    [ -n "$(ls "$folder"/*.pid 2>/dev/null)" ] || return 0
    sleep 0.2
  done
  for file in "$folder"/*.pid; do
    if runs "$file"; then kill -9 "$(cat "$file")"; fi
    rm -f "$file"
  done
}

case "${1:-}" in
  start | status | stop) "$@" ;;
  *) sed -n '2,6s/^# //p' "$0" >&2 && exit 2 ;;
esac
