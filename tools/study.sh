#!/usr/bin/env bash
# Runs a study: tools/study.sh NAME OUT writes OUT/NAME.json, prints a table and, last, the main figures.
exec "$(dirname "${BASH_SOURCE[0]}")/door.sh" study "$@"
