#!/usr/bin/env bash
# Measures a pretrained model on held-out images: captions, reconstruction, drawn pictures, perplexity.
# Usage: submit/evaluate.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" pretrain-job org.sparklavit.pretrain.job.Evaluate 'local[1]' "$@"
