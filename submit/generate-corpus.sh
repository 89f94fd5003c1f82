#!/usr/bin/env bash
# Draws a corpus of scenes with captions as WebDataset tars.
# Usage: submit/generate-corpus.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" tokenizer-job org.sparklavit.tokenizer.job.GenerateCorpus 'local[2]' "$@"
