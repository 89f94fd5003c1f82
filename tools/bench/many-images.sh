#!/usr/bin/env bash
# IMAGES (100000) small drawn images through shard and tokenize with two tasks: the rate of either and its memory over time.
# Reads TOKENIZER (build/quickstart/tokenizer unless set; the quickstart trains it). Goal: memory flat, the last quarter
# of a job within 5% of its second. The Java heap has a fixed size that is touched from the start, so that what grows is
# what libtorch and the C library hold.
source "$(dirname "${BASH_SOURCE[0]}")/../../submit/lib.sh"
figures="$1" images="${IMAGES:-100000}" tokenizer="${TOKENIZER:-$ROOT/build/quickstart/tokenizer}"
[ -d "$tokenizer" ] || fail "$tokenizer is no tokenizer. Run submit/quickstart.sh first, or set TOKENIZER."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export SPARK_LAVIT_CONFIG_LEVEL=warn
cd "$ROOT"

# sampled JOB ARGUMENT...: runs the job; every second a line of seconds and resident MiB of its JVM goes to JOB.memory
sampled() {
  local job="$1" pid
  shift
  "$ROOT/submit/$job.sh" --master 'local[2]' --driver-java-options '-Xms2g -XX:+AlwaysPreTouch' -- \
    "$ROOT/conf/$job-tiny.conf" "$@" >"$work/$job.log" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    # The script becomes the JVM.
    awk -v seconds="$SECONDS" '/VmRSS/ { print seconds, $2 / 1024 }' "/proc/$pid/status" 2>/dev/null >>"$work/$job.memory" || true
    sleep 1
  done
  wait "$pid" || { tail -n 30 "$work/$job.log" >&2; fail "$job failed; its messages are above"; }
}

# quarters JOB: median memory of each quarter of the time, then the ratio of the last to the second and the rate
quarters() {
  sort -n "$work/$1.memory" | awk -v images="$images" '
    { at[NR] = $1; mib[NR] = $2 }
    function median(from, to,   n, i, j, v, t) {
      n = 0
      for (i = from; i <= to; i++) v[++n] = mib[i]
      for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] > v[j]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
      return v[int((n + 1) / 2)]
    }
    END {
      for (q = 0; q < 4; q++) printf "%.0f ", m[q] = median(int(NR * q / 4) + 1, int(NR * (q + 1) / 4))
      printf "%.3f %.0f\n", m[3] / m[1], images / (at[NR] - at[1])
    }'
}

"$ROOT/submit/generate-corpus.sh" "$ROOT/conf/generate-corpus-tiny.conf" output="$work/corpus" train-images="$images" \
  heldout-images=1 text-lines=1 heldout-text-lines=1 image-size=64 images-per-tar=2000 >"$work/corpus.log" 2>&1
sampled shard input="$work/corpus" output="$work/shards"
sampled tokenize input="$work/shards" tokenizer="$tokenizer" output="$work/tokens"
grep -h 'rows in' "$work"/{shard,tokenize}.log

printf '%-9s %33s %12s %9s\n' job 'resident MiB by quarter of the time' 'last/second' images/s
json="" worst=0
for job in shard tokenize; do
  read -r q1 q2 q3 q4 growth rate < <(quarters "$job")
  printf '%-9s %9s %8s %8s %8s %12s %9s\n' "$job" "$q1" "$q2" "$q3" "$q4" "$growth" "$rate"
  json+="${json:+, }\"$job\": {\"residentMiB\": [$q1, $q2, $q3, $q4], \"growth\": $growth, \"imagesPerSecond\": $rate}"
  worst="$(awk -v a="$worst" -v b="$growth" 'BEGIN { print (a > b ? a : b) }')"
done
echo "{\"images\": $images, $json}" >"$figures"
flat="$(awk -v worst="$worst" 'BEGIN { print (worst <= 1.05) }')"
[ "$flat" = 1 ] || echo "goal missed: memory may grow by 5% from the second quarter to the last"
echo "$images images: memory of the last quarter over the second's is $worst at most"
[ "$flat" = 1 ]
