#!/usr/bin/env bash
# Which GPUs this machine has, in the words that Spark asks for: {"name": "gpu", "addresses": ["0", "1"]}.
# For spark.executor.resource.gpu.discoveryScript and spark.worker.resource.gpu.discoveryScript. The addresses are
# nvidia-smi's indices, which CUDA shares where CUDA_DEVICE_ORDER=PCI_BUS_ID (submit.sh sets it).
set -euo pipefail
addresses="$(nvidia-smi --query-gpu=index --format=csv,noheader | sed 's/[^0-9]//g; s/.*/"&"/' | paste -sd,)"
printf '{"name": "gpu", "addresses": [%s]}\n' "${addresses//,/, }"
