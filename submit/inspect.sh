#!/usr/bin/env bash
# Shows a token dump: statistics, rows, images with their kept patches, codes, faults, or one HTML page.
# Usage: submit/inspect.sh [spark-submit options --] [summary|rows|sample|codes|lint|report] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" tokenizer-job org.sparklavit.tokenizer.job.Inspect 'local[2]' "$@"
