#!/usr/bin/env bash
# Captions and draws with a pretrained model: one prompt from the command line, or files of prompts as a Spark job.
# Usage: submit/generate.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" pretrain-job org.sparklavit.pretrain.job.Generate 'local[2]' "$@"
