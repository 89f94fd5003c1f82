#!/usr/bin/env bash
# Turns shards into Parquet of discrete visual tokens.
# Usage: submit/tokenize.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" tokenizer-job org.sparklavit.tokenizer.job.Tokenize 'local[2]' "$@"
