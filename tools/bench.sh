#!/usr/bin/env bash
# Runs a benchmark: tools/bench.sh NAME OUT writes OUT/NAME.json, prints a table and, last, the main figures.
exec "$(dirname "${BASH_SOURCE[0]}")/door.sh" bench "$@"
