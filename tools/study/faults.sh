#!/usr/bin/env bash
# Faults at random steps of a training on a standalone cluster: does each run end by itself with the same losses and weights?
# Reads QUICKSTART (build/quickstart unless set; run the quickstart first), SEED (1), FAULTS (all, or names joined by
# commas), PYTHON (python3). Needs Linux namespaces that may be mounted in (root, or user namespaces): one fault is a full
# disk, a small tmpfs that only this suite sees. Goal: the same, bit for bit, for all faults.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
data="${QUICKSTART:-$ROOT/build/quickstart}"
[ -d "$data/tokens/train" ] || fail "$data holds no tokens. Run submit/quickstart.sh first."

if [ -z "${FAULTS_INSIDE:-}" ]; then
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  user=(--user --map-root-user)
  if [ "$(id -u)" = 0 ]; then user=(); fi
  if ! FAULTS_INSIDE="$work" unshare "${user[@]}" --mount "$0" "$@"; then
    trap - EXIT
    fail "logs of all runs are in $work"
  fi
  exit
fi

work="$FAULTS_INSIDE"
export CLUSTER="$work/cluster" SPARK_LAVIT_CONFIG_LEVEL=warn SPARK_MASTER_PORT="${SPARK_MASTER_PORT:-7177}"
trap '"$ROOT/submit/cluster.sh" stop' EXIT
mkdir -p "$work/full_disk"
mount -t tmpfs -o size=24m tmpfs "$work/full_disk"
# Three workers for two ranks: one may be lost.
master="$("$ROOT/submit/cluster.sh" start 3 1 1536m)"
workers="$(cat "$CLUSTER"/worker-*.pid | paste -sd,)"
# A frozen process is found by its missing heartbeat; by default Spark waits for two minutes.
train=("$ROOT/submit/pretrain.sh" --master "$master" --total-executor-cores 2 --executor-cores 1 --executor-memory 1g
  --conf spark.network.timeout=20s --conf spark.executor.heartbeatInterval=2s --
  "$ROOT/conf/pretrain-tiny.conf" input="$data" world-size=2 held-out=[] model.width=64 model.blocks=2 model.heads=2
  model.mlp-width=128 training.log-every=1 training.evaluate-every=0 training.keep-last=3)
cd "$ROOT"
run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:$SPARK_HOME/jars/*" \
  org.sparklavit.faults.FaultSuite "$1" "$work" "${PYTHON:-python3}" "$ROOT/tools/study" "${SEED:-1}" "$workers" \
  "${FAULTS:-all}" "${train[@]}"
