#!/usr/bin/env bash
# Shows statistics and one sample of a shard or token folder.
# Usage: submit/inspect.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" tokenizer-job org.sparklavit.tokenizer.job.Inspect 'local[2]' "$@"
