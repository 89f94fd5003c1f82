#!/usr/bin/env bash
# Trains a diffusion model that draws a tokenizer's tokens, one rank per executor.
# Usage: submit/train-detokenizer.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" tokenizer-job org.sparklavit.tokenizer.job.TrainDetokenizer 'local-cluster[2,1,3072]' "$@"
