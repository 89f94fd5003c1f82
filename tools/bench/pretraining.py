"""The peer of tools/bench/pretraining.sh: training steps of transformers' LLaMA, one for each line on stdin.

Called as pretraining.py CHECKPOINT WINDOW. A line is `packed ROWS` or `padded ROWS`, ROWS a JSON list of rows, each a
list of sequences, each a list of ids. `packed` puts the sequences of a row side by side under a mask that keeps them
apart, positions counting from 0 in each; `padded` gives each sequence a line of its own, padded to the longest, as
data collators do. The answer is {"millis": ..., "loss": ...}. Eager PyTorch, scaled dot-product attention, fused AdamW;
threads as OMP_NUM_THREADS says. The two ways have a model each, from the same weights. Where GPU is set, all this
happens on the GPU of that index, under autocast to bfloat16.
"""

import json
import os
import sys
import time

import torch
from torch.nn.functional import cross_entropy
from transformers import LlamaForCausalLM

IGNORE = -100
DEVICE = torch.device("cuda", int(os.environ["GPU"])) if os.environ.get("GPU") else torch.device("cpu")


class Trainer:
    def __init__(self, checkpoint):
        self.model = LlamaForCausalLM.from_pretrained(checkpoint,
                                                      attn_implementation="sdpa").to(DEVICE).train()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-4, betas=(0.9, 0.95), eps=1e-8,
                                           weight_decay=0.05, fused=True)

    def step(self, ids, targets, positions, mask):
        with torch.autocast(DEVICE.type, torch.bfloat16, enabled=DEVICE.type == "cuda"):
            logits = self.model(input_ids=ids, position_ids=positions, attention_mask=mask, use_cache=False).logits
        loss = cross_entropy(logits.float().flatten(0, 1), targets.flatten(), ignore_index=IGNORE)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return loss.item()


def packed(rows, window):
    shape = len(rows), window
    ids, positions = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    targets, documents = torch.full(shape, IGNORE), torch.full(shape, -1)
    for r, row in enumerate(rows):
        start = 0
        for number, sequence in enumerate(row):
            place = slice(start, start + len(sequence) - 1)
            ids[r, place] = torch.tensor(sequence[:-1])
            targets[r, place] = torch.tensor(sequence[1:])
            positions[r, place] = torch.arange(len(sequence) - 1)
            documents[r, place] = number
            start = place.stop
    allowed = (documents[:, None, :, None] == documents[:, None, None, :]).tril()
    mask = torch.zeros(allowed.shape).masked_fill(~allowed, torch.finfo(torch.float32).min)
    return ids, targets, positions, mask


def padded(rows):
    sequences = [sequence for row in rows for sequence in row]
    shape = len(sequences), max(map(len, sequences)) - 1
    ids, mask = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    targets = torch.full(shape, IGNORE)
    for line, sequence in enumerate(sequences):
        place = slice(0, len(sequence) - 1)
        ids[line, place], targets[line, place] = torch.tensor(sequence[:-1]), torch.tensor(sequence[1:])
        mask[line, place] = 1
    return ids, targets, None, mask


def main():
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    checkpoint, window = sys.argv[1], int(sys.argv[2])
    trainers = {"packed": Trainer(checkpoint), "padded": Trainer(checkpoint)}
    for line in sys.stdin:
        way, rows = line.split(" ", 1)
        rows = json.loads(rows)
        start = time.perf_counter()
        batch = packed(rows, window) if way == "packed" else padded(rows)
        loss = trainers[way].step(*[None if part is None else part.to(DEVICE) for part in batch])
        print(json.dumps({"millis": 1000 * (time.perf_counter() - start), "loss": loss}), flush=True)


main()
