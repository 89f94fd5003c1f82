#!/usr/bin/env bash
# Makes a tokenizer's folder of LaVIT's official weights, or of others with their names, as safetensors.
# Usage: submit/import-tokenizer.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" tokenizer-job org.sparklavit.tokenizer.job.ImportTokenizer 'local[1]' "$@"
