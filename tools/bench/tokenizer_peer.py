"""The other side of `tools/bench.sh tokenizer`: LaVIT's official code, and PyTorch training steps of the same sizes.

  python tools/bench/tokenizer_peer.py LAVIT        (torch 2.7.1, the libtorch of spark-lavit; timm, safetensors)

Reads one JSON object a line and answers each with one line:
  {"do": "load", "folder": F}         a tokenizer's folder, strictly
  {"do": "batch", "file": F}          safetensors with `images` and the selector's `noise`
  {"do": "tokenize"}                  seconds of the official tokenize_image, and the codes by patch
  {"do": "train", "stage": S}         continuous or quantised: a fresh optimiser, the weights as they are
  {"do": "step"}                      seconds and loss of one step
  {"do": "forget"}                    frees the training
Training was never released. A step here is what a careful user would write around the official modules: the encoder
frozen, the merger dense with the gradient of its mask, fused AdamW, clipping, and moving averages for the codes. The
decoder is the official one where codes are quantised; in the continuous stage it reads all rows under the mask.
"""

import json
import pathlib
import sys
import time
import warnings

import torch
from safetensors.torch import load_file
from torch.nn.functional import cosine_similarity, embedding, normalize

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))
from official import ExplicitGumbel, codes_of, tokenizer_of

LEARNING_RATE, DECAY, RHO, LAMBDA = 1e-4, 0.99, 1 / 3, 2.0


def masked_attention(attention, x, memory, mask):
    """The official cross-attention under a mask that a gradient reaches: the smoothed softmax of its merger."""
    def heads(rows):
        return rows.unflatten(-1, (attention.num_heads, -1)).transpose(1, 2)
    q, k, v = heads(attention.query(x)), heads(attention.key(memory)), heads(attention.value(memory))
    scores = (q @ k.transpose(-2, -1)) * attention.scale
    weights = (scores - scores.amax(-1, keepdim=True).detach()).exp() * mask[:, None, None]
    weights = (weights + 1e-6 / scores.shape[-1]) / (weights.sum(-1, keepdim=True) + 1e-6)
    return attention.proj((weights @ v).transpose(1, 2).flatten(2))


class Training:
    def __init__(self, peer, stage):
        self.peer, self.quantises = peer, stage == "quantised"
        trained = [peer.tokenizer.causal_encoder, peer.tokenizer.encode_task_layer, peer.decoder]
        if not self.quantises:
            trained.append(peer.tokenizer.token_predictor)
        for part in (peer.tokenizer, peer.decoder):
            part.requires_grad_(False)
        self.parameters = [weight for part in trained for weight in part.requires_grad_(True).parameters()]
        groups = [{"params": [w for w in self.parameters if w.dim() == 2], "weight_decay": 0.05},
                  {"params": [w for w in self.parameters if w.dim() != 2], "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.95), fused=True)
        codes = peer.tokenizer.quantize.embedding.weight
        self.counts, self.sums = torch.ones(len(codes)), codes.clone()

    def step(self):
        self.optimizer.zero_grad()
        with torch.no_grad():
            features = self.peer.tokenizer.encoder(self.peer.images, return_all_features=True)[:, 1:]
        loss = self.quantised(features) if self.quantises else self.continuous(features)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        if self.quantises:
            self.move_codes()
        return loss.item()

    def mask(self, features):
        ones = torch.ones(*features.shape[:2], 1)
        return ExplicitGumbel(self.peer.noise)(self.peer.tokenizer.token_predictor(features, ones), True)[:, :, 0]

    def projected(self, merged):
        return normalize(self.peer.tokenizer.encode_task_layer(merged), dim=-1)

    def continuous(self, features):
        mask = self.mask(features)
        rebuilt = self.decoded(self.projected(self.peer.tokenizer.causal_encoder(features, mask)), mask)
        # Training begins with all patches asked for.
        return reconstruction(features, rebuilt) + LAMBDA * (1 - mask.mean()).square()

    def decoded(self, rows, mask):
        decoder = self.peer.decoder
        kept_before = (mask.detach().cumsum(1) - mask.detach()).long()
        memory = decoder.in_proj(rows) + embedding(kept_before, decoder.pos_embed[0])
        x = decoder.query_embed.expand(len(rows), -1, -1)
        for block in decoder.blocks:
            x = x + block.self_attn(block.norm0(x))
            x = x + masked_attention(block.cross_attn, block.norm1(x), memory, mask)
            x = x + block.mlp(block.norm2(x))
        return decoder.decode_task_layer(decoder.norm(x))

    def quantised(self, features):
        with torch.no_grad():
            kept = self.mask(features).bool()
        self.rows = self.projected(self.peer.tokenizer.causal_encoder(features, kept.float())[kept])
        codes = self.peer.tokenizer.quantize.embedding.weight
        with torch.no_grad():
            self.ids = (self.rows @ codes.T).argmax(1)
        nearest = embedding(self.ids, codes)
        counts = kept.sum(1)
        rebuilt = self.peer.decoder(self.rows + (nearest - self.rows).detach(), counts)
        distances = (self.rows - nearest).square().sum(-1)
        commitment = torch.stack([part.mean() for part in distances.split(counts.tolist())]).mean()
        return reconstruction(features, rebuilt) + commitment

    @torch.no_grad()
    def move_codes(self):
        codes = self.peer.tokenizer.quantize.embedding.weight
        chosen = torch.bincount(self.ids, minlength=len(codes)).float()
        self.counts.mul_(DECAY).add_(chosen, alpha=1 - DECAY)
        self.sums.mul_(DECAY).index_add_(0, self.ids, self.rows, alpha=1 - DECAY)
        codes.copy_(torch.where(chosen[:, None] > 0, normalize(self.sums, dim=-1), codes))


def reconstruction(features, rebuilt):
    return (1 - cosine_similarity(rebuilt, features, dim=-1)).mean()


class Peer:
    def __init__(self, lavit):
        self.lavit, self.training = lavit, None

    def load(self, folder):
        self.tokenizer, self.decoder, self.tokenizing = tokenizer_of(self.lavit, folder)
        return {"torch": torch.__version__.split("+")[0], "threads": torch.get_num_threads()}

    def batch(self, file):
        arrays = load_file(file)
        self.images, self.noise = arrays["images"], arrays["noise"]
        return {}

    def tokenize(self):
        start = time.perf_counter()
        codes = codes_of(self.tokenizer, self.tokenizing, self.images, self.noise)
        return {"seconds": time.perf_counter() - start, "codes": codes.flatten().tolist()}

    def train(self, stage):
        self.training = Training(self, stage)
        return {}

    def step(self):
        start = time.perf_counter()
        loss = self.training.step()
        return {"seconds": time.perf_counter() - start, "loss": loss}

    def forget(self):
        self.training = None
        for weight in [*self.tokenizer.parameters(), *self.decoder.parameters()]:
            weight.grad = None
        return {}


def main():
    warnings.filterwarnings("ignore")
    # The official modules print; answers alone may go to stdout.
    answers, sys.stdout = sys.stdout, sys.stderr
    peer = Peer(sys.argv[1])
    for line in sys.stdin:
        request = json.loads(line)
        answer = getattr(peer, request.pop("do"))(**request)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
