"""The peer of tools/bench/collectives.sh: one rank of a Gloo process group, an operation for each line on stdin.

Called as collectives_gloo.py RANK WORLD STORE. The line `join` meets the others through the file STORE; any other is
`OPERATION FLOATS`. The answer to it is {"seconds": ...} of this rank, after a barrier. Buffers are made and filled
before the clock starts; a rank's own part has one of its own, as PyTorch asks.
"""

import json
import os
import sys
import time

import torch
import torch.distributed as dist

RANK, WORLD, STORE = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
buffers = {}


def run(operation, whole, own):
    if operation == "all-reduce":
        dist.all_reduce(whole)
    elif operation == "reduce-scatter":
        dist.reduce_scatter_tensor(own, whole)
    else:
        dist.all_gather_into_tensor(whole, own)


def measure(operation, floats):
    if floats not in buffers:
        buffers.clear()
        buffers[floats] = torch.empty(floats), torch.empty(floats // WORLD)
    whole, own = buffers[floats]
    whole.fill_(RANK + 1)
    own.fill_(RANK + 1)
    dist.barrier()
    start = time.perf_counter()
    run(operation, whole, own)
    seconds = time.perf_counter() - start
    expected = RANK + 1 if operation == "all-gather" else WORLD * (WORLD + 1) / 2
    result = own if operation == "reduce-scatter" else whole[RANK * (floats // WORLD):]
    assert result[0].item() == expected, (operation, result[0].item(), expected)
    return seconds


def main():
    torch.set_num_threads(1)
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    for line in sys.stdin:
        if line.strip() == "join":
            dist.init_process_group("gloo", init_method=f"file://{STORE}", rank=RANK, world_size=WORLD)
            answer = {"rank": RANK}
        else:
            operation, floats = line.split()
            answer = {"seconds": measure(operation, int(floats))}
        print(json.dumps(answer), flush=True)


main()
