#!/usr/bin/env bash
# Random kill -9 of drivers and executors of shard, tokenize and generate: is the output, byte by byte, that of an undisturbed run?
# Reads QUICKSTART (build/quickstart unless set; run the quickstart first), KILLS (20 of each job unless set), SEED and JOBS
# ("shard tokenize generate"). shard runs on the training pictures, in 41 parts; tokenize and generate, which are slower, on
# the held-out ones: generate draws their captions. Goal: the same files with the same bytes, for all jobs.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
data="${QUICKSTART:-$ROOT/build/quickstart}" jobs="${JOBS:-shard tokenize generate}" kills="${KILLS:-20}" figures="$1"
work="$(mktemp -d)"
RANDOM="${SEED:-1}"
export SPARK_LAVIT_CONFIG_LEVEL=warn
trap 'rm -rf "$work"' EXIT
[ -d "$data/corpus/train" ] && [ -d "$data/tokenizer" ] && [ -d "$data/model/export" ] ||
  fail "$data holds no corpus, tokenizer and model. Run submit/quickstart.sh first."

# start JOB: the same command each time. It becomes the driver's JVM, whose children are the executors.
start() {
  case "$1" in
    shard) set -- shard input="$data/corpus" shard-mib=1 ;;
    tokenize) set -- tokenize input="$work/shards" tokenizer="$data/tokenizer" store-features=true ;;
    generate) set -- generate input="$data/shards/heldout" columns.prompt=caption columns.image=none prompts-per-part=25 \
      model="$data/model/export" tokenizer="$data/tokenizer" detokenizer="$data/detokenizer" drawing.steps=4 ;;
  esac
  local job="$1"
  shift
  exec "$ROOT/submit/$job.sh" --master 'local-cluster[2,1,2048]' -- "$ROOT/conf/$job-tiny.conf" \
    output="$work/out" "$@" >>"$work/$job.log" 2>&1
}

finish() {
  (start "$1") || { tail -n 30 "$work/$1.log" >&2; fail "$1 failed; its messages are above"; }
}

# same JOB: no file is missing, additional or different; stats/ holds times.
same() {
  diff -r -x stats "$work/expected" "$work/out" >&2 || { echo "$1: the output differs after $2" >&2; return 1; }
}

# fraction of a time in seconds, at random, from a quarter to the whole of it
moment() {
  awk -v whole="$1" -v random="$RANDOM" 'BEGIN { print whole * (0.25 + 0.75 * random / 32768) }'
}

study() {
  local job="$1" begin="$SECONDS" driver executors status drivers=0 lost=0 whole
  rm -rf "$work/out" "$work/expected"
  finish "$job"
  whole=$((SECONDS - begin))
  mv "$work/out" "$work/expected"
  while [ $((drivers + lost)) -lt "$kills" ]; do
    (start "$job") &
    driver=$!
    sleep "$(moment "$whole")"
    # Early on, its child is Spark's launcher.
    mapfile -t executors < <(pgrep -P "$driver" -f CoarseGrainedExecutorBackend || true)
    if ! kill -0 "$driver" 2>/dev/null; then
      : # It was faster this time.
    elif [ $((RANDOM % 2)) = 0 ] && [ ${#executors[@]} -gt 0 ]; then
      kill -9 "${executors[RANDOM % ${#executors[@]}]}" 2>/dev/null && lost=$((lost + 1))
    else
      kill -9 "$driver" "${executors[@]}" 2>/dev/null || true
      drivers=$((drivers + 1))
    fi
    status=0
    wait "$driver" 2>/dev/null || status=$?
    if [ "$status" = 0 ]; then
      same "$job" "$drivers killed drivers and $lost killed executors" || return 1
      rm -rf "$work/out"
    elif [ "$status" != 137 ]; then
      tail -n 30 "$work/$job.log" >&2
      fail "$job ended with $status"
    fi
  done
  finish "$job"
  same "$job" "$drivers killed drivers and $lost killed executors" || return 1
  printf '%-10s %3d killed drivers, %3d killed executors: same bytes in %d files\n' \
    "$job" "$drivers" "$lost" "$(find "$work/expected" -path "$work/expected/stats" -prune -o -type f -print | wc -l)"
  results+=("\"$job\": {\"killedDrivers\": $drivers, \"killedExecutors\": $lost, \"sameBytes\": true}")
}

results=()
cd "$ROOT"
for job in $jobs; do
  if [ "$job" = tokenize ]; then
    "$ROOT/submit/shard.sh" "$ROOT/conf/shard-tiny.conf" input="$data/corpus" output="$work/shards" shard-mib=1 \
      'sources=[{type=webdataset, name=scenes, path=heldout}]' >"$work/heldout.log" 2>&1 ||
      { tail -n 30 "$work/heldout.log" >&2; fail "shard failed; its messages are above"; }
  fi
  study "$job"
done
printf '%s\n' "${results[@]}" | paste -sd, | sed 's/.*/{&}/' >"$figures"
echo "kills: same bytes after $kills kills of each job"
