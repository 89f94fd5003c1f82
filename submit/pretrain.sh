#!/usr/bin/env bash
# Trains the language model on mixed token streams, one rank per executor.
# Usage: submit/pretrain.sh [spark-submit options --] CONFIG [key=value ...] [--dry-run] [--help]
exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" pretrain-job org.sparklavit.pretrain.job.Pretrain 'local-cluster[2,1,3072]' "$@"
