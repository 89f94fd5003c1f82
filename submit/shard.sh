#!/usr/bin/env bash
# Turns image-text corpora into shuffled Parquet shards.
# Usage: submit/shard.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" tokenizer-job org.sparklavit.tokenizer.job.Shard 'local[2]' "$@"
