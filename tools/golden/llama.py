"""Writes common/src/test/resources/golden/llama: small random LLaMAs and what transformers computes with them.

Run from the repository root:  python tools/golden/llama.py    (made with torch 2.7.1 and transformers 5.23.0)
Each NAME.safetensors holds the weights under their own names, `gradient.` + name for the gradients of the summed
cross-entropy, and for two documents `ids.N` and `logits.N`; NAME.json is the model's config.json. The documents go
through transformers one by one: a packed row must give the same.
"""

import pathlib

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

OUT = pathlib.Path("common/src/test/resources/golden/llama")
VOCABULARY = 40
LENGTHS = [11, 6]
SCALED = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 32, "rope_theta": 100.0}
CASES = {
    "multi-head": dict(num_attention_heads=4, num_key_value_heads=4),
    "grouped": dict(num_attention_heads=4, num_key_value_heads=2, rms_norm_eps=1e-5),
    "tied": dict(num_attention_heads=4, num_key_value_heads=1, tie_word_embeddings=True),
    "scaled": dict(num_attention_heads=2, num_key_value_heads=1, rope_parameters=SCALED),
}


def model(**options):
    config = LlamaConfig(vocab_size=VOCABULARY, hidden_size=16, intermediate_size=24, num_hidden_layers=2,
                         max_position_embeddings=64, **options)
    config._attn_implementation = "eager"
    llama = LlamaForCausalLM(config).float()
    with torch.no_grad():
        for name, weight in llama.named_parameters():
            # Far from the usual start, so that attention is sharp and every term matters.
            weight.copy_(torch.randn_like(weight) * 0.3 + (1.0 if "norm" in name else 0.0))
    return llama


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for seed, (name, options) in enumerate(CASES.items()):
        torch.manual_seed(seed)
        llama = model(**options)
        tensors, loss = {}, 0.0
        for n, length in enumerate(LENGTHS):
            ids = torch.randint(0, VOCABULARY, (1, length))
            logits = llama(ids).logits
            loss = loss + torch.nn.functional.cross_entropy(logits[0, :-1], ids[0, 1:], reduction="sum")
            tensors |= {f"ids.{n}": ids[0], f"logits.{n}": logits[0].detach()}
        loss.backward()
        for key, weight in llama.named_parameters():
            tensors |= {key: weight.detach(), f"gradient.{key}": weight.grad}
        save_file({k: v.contiguous() for k, v in tensors.items()}, OUT / f"{name}.safetensors")
        llama.config.to_json_file(OUT / f"{name}.json")


main()
