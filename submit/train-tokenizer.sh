#!/usr/bin/env bash
# Trains the dynamic visual tokenizer, one rank per executor.
# Usage: submit/train-tokenizer.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" tokenizer-job org.sparklavit.tokenizer.job.TrainTokenizer 'local-cluster[2,1,3072]' "$@"
