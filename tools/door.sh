#!/usr/bin/env bash
# The one way into benchmarks and studies: door.sh KIND NAME OUT runs tools/KIND/NAME.sh; bench.sh and study.sh call it.
#
# The script is called as NAME.sh FIGURES. It prints a table and ends with one line that says the main figures,
# writes the figures as one JSON object to the file FIGURES, and exits non-zero where a stated goal is missed; the
# line before says which. submit/lib.sh has what it needs to run Java. The door adds command, commit and machine and
# writes OUT/NAME.json, also where a goal was missed.
source "$(dirname "${BASH_SOURCE[0]}")/../submit/lib.sh"

kind="$1" name="${2:-}" out="${3:-}"
script="$ROOT/tools/$kind/$name.sh"

usage() {
  echo "usage: tools/$kind.sh NAME OUT"
  echo "  OUT is the folder for NAME.json; NAME is one of:"
  local each
  for each in "$ROOT/tools/$kind"/*.sh; do
    # The first comment line of each script says what it measures.
    [ -f "$each" ] && printf '  %-16s %s\n' "$(basename "$each" .sh)" "$(sed -n '2s/^# *//p' "$each")"
  done
  exit 2
}

quoted() {
  local text="${1//\\/\\\\}"
  printf '"%s"' "${text//\"/\\\"}"
}

commit() {
  local head
  head="$(git -C "$ROOT" rev-parse HEAD 2>/dev/null)" || { echo unknown && return; }
  [ -z "$(git -C "$ROOT" status --porcelain --untracked-files=no)" ] || head="$head with local changes"
  echo "$head"
}

machine() {
  printf '{"cpu": %s, "cores": %d, "memoryBytes": %d, "gpu": %s, "system": %s, "java": %s}' \
    "$(quoted "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)")" \
    "$(env -u OMP_NUM_THREADS nproc)" \
    "$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) * 1024))" \
    "$(quoted "$(nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null | paste -sd, || true)")" \
    "$(quoted "$(uname -srm)")" \
    "$(quoted "$("$JAVA" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p')")"
}

[ -n "$name" ] && [ -n "$out" ] && [ -f "$script" ] || usage >&2
build_if_needed
command="tools/$kind.sh $name $out"
mkdir -p "$out"
out="$(cd "$out" && pwd)"
figures="$out/$name.figures.json"
rm -f "$figures"
status=0
"$script" "$figures" || status=$?
if [ -s "$figures" ]; then
  printf '{"name": %s, "command": %s, "commit": %s, "machine": %s, "goalsMet": %s, "figures": %s}\n' \
    "$(quoted "$name")" "$(quoted "$command")" "$(quoted "$(commit)")" "$(machine)" \
    "$([ "$status" = 0 ] && echo true || echo false)" "$(cat "$figures")" >"$out/$name.json"
  rm "$figures"
elif [ "$status" = 0 ]; then
  fail "tools/$kind/$name.sh wrote no figures"
fi
exit "$status"
