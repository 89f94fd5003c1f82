#!/usr/bin/env bash
# Captions held-out pictures of a drawn corpus with an exported model and counts right colours and shapes. No Spark.
# Usage: submit/evaluate-captions.sh [FILE] model=MODEL/export input=TOKENS [key=value ...] [--dry-run] [--help]
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
build_if_needed
run_java pretrain-job org.sparklavit.pretrain.job.EvaluateCaptions "$@"
