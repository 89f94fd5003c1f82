"""Writes common/src/test/resources/golden/objectives: what PyTorch makes of the three objectives on a small LLaMA.

Run from the repository root:  python tools/golden/objectives.py    (made with torch 2.7.1 and transformers 5.24.0)
NAME.safetensors holds the weights, `gradient.` + name, the sample (`caption`, `codes`, `features`), the summed loss
and how many ids and features it is a sum over. Ids are those of Letters in the tests: space 0, a 1, ..., end 27, then
[IMG] 28, [/IMG] 29, code c 30 + c. The sequences go through transformers one by one: a packed row must give the same.
"""

import pathlib

import torch
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy, linear, mse_loss
from transformers import LlamaConfig, LlamaForCausalLM

OUT = pathlib.Path("common/src/test/resources/golden/objectives")
END, IMAGE, IMAGE_END, FIRST_CODE, CODES, FEATURE_WIDTH, WIDTH = 27, 28, 29, 30, 16, 3, 16
REGRESSION_WEIGHT = 0.7
CAPTION = [18, 5, 4, 0, 2, 15, 24]
PICTURE = [3, 11, 0, 7]


def model():
    config = LlamaConfig(vocab_size=FIRST_CODE + CODES, hidden_size=WIDTH, intermediate_size=24, num_hidden_layers=2,
                         num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64)
    config._attn_implementation = "eager"
    llama = LlamaForCausalLM(config).float()
    with torch.no_grad():
        for name, weight in llama.named_parameters():
            weight.copy_(torch.randn_like(weight) * 0.3 + (1.0 if "norm" in name else 0.0))
    return llama


def loss(llama, extra, features, ids, start, name, first_target):
    """The summed loss of one sequence whose image begins at `start`, and how many ids and features it is over."""
    picture = slice(start, start + len(PICTURE))
    inputs = llama.model.embed_tokens(torch.tensor(ids)).clone()
    if name != "unified" or start == 1:
        inputs[picture] = linear(features, extra["vit_proj.weight"], extra["vit_proj.bias"])
    hidden = llama.model(inputs_embeds=inputs[None, :-1]).last_hidden_state[0]
    total, counted = 0.0, [0, 0]
    for position in range(first_target, len(ids)):
        if name == "emu" and start <= position < start + len(PICTURE):
            predicted = linear(hidden[position - 1], extra["vit_head.weight"], extra["vit_head.bias"])
            total = total + REGRESSION_WEIGHT * mse_loss(predicted, features[position - start])
            counted[1] += 1
        else:
            total = total + cross_entropy(llama.lm_head(hidden[position - 1])[None], torch.tensor([ids[position]]))
            counted[0] += 1
    return total, counted


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for seed, name in enumerate(["unified", "adapter", "emu"]):
        torch.manual_seed(seed)
        llama = model()
        extra = {"vit_proj.weight": torch.randn(WIDTH, FEATURE_WIDTH), "vit_proj.bias": torch.randn(WIDTH)}
        if name == "emu":
            extra |= {"vit_head.weight": torch.randn(FEATURE_WIDTH, WIDTH), "vit_head.bias": torch.randn(FEATURE_WIDTH)}
        extra = {key: (value * 0.5).requires_grad_() for key, value in extra.items()}
        features = torch.randn(len(PICTURE), FEATURE_WIDTH).bfloat16().float()
        picture = [IMAGE] + [FIRST_CODE + code for code in PICTURE] + [IMAGE_END]
        first = len(picture) if name == "adapter" else 1
        total, counted = loss(llama, extra, features, picture + CAPTION + [END], 1, name, first)
        if name != "adapter":
            other, more = loss(llama, extra, features, CAPTION + picture, len(CAPTION) + 1, name, 1)
            total, counted = total + other, [a + b for a, b in zip(counted, more)]
        total.backward()
        tensors = {"caption": torch.tensor(CAPTION), "codes": torch.tensor(PICTURE), "features": features.bfloat16(),
                   "loss": total.detach()[None], "counted": torch.tensor(counted)}
        for key, weight in list(llama.named_parameters()) + list(extra.items()):
            gradient = weight.grad if weight.grad is not None else torch.zeros_like(weight)
            tensors |= {key: weight.detach(), f"gradient.{key}": gradient}
        save_file({k: v.contiguous() for k, v in tensors.items()}, OUT / f"{name}.safetensors")


main()
