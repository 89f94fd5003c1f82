#!/usr/bin/env bash
# Captions held-out pictures of a drawn corpus with an exported model and counts right colours and shapes.
# Usage: submit/evaluate-captions.sh [spark-submit options --] [FILE] model=MODEL/export input=TOKENS [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" pretrain-job org.sparklavit.pretrain.job.EvaluateCaptions 'local[1]' "$@"
