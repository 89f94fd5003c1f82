#!/usr/bin/env bash
# Trains the small demo encoder, contrastively with captions.
# Usage: submit/train-encoder.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" tokenizer-job org.sparklavit.tokenizer.job.TrainEncoder 'local[1]' "$@"
