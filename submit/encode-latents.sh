#!/usr/bin/env bash
# Turns shards into Parquet of latents, which train-detokenizer reads.
# Usage: submit/encode-latents.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" tokenizer-job org.sparklavit.tokenizer.job.EncodeLatents 'local[2]' "$@"
