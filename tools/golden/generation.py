"""Writes common/src/test/resources/golden/generation.json: what transformers' generate makes of a small LLaMA.

Run from the repository root:  python tools/golden/generation.py    (made with torch 2.7.1 and transformers 5.24.0)
The model is golden/llama/grouped, from tools/golden/llama.py. Each case has the settings, the prompts, and the new ids of
each, without the one that ended it.
"""

import json
import pathlib

import torch
from safetensors.torch import load_file
from transformers import LlamaConfig, LlamaForCausalLM

FOLDER = pathlib.Path("common/src/test/resources/golden")
END = 7
PROMPTS = [[3, 11, 30], [25], [9, 9, 14, 2, 37, 1]]
MARKS = [38, 39]  # what the last two of the 40 ids are here: never generated, but counted in every softmax
SUPPRESSED = [5, 6, 12, 13, 14]
NEGATIVE = [21, 4]


def model():
    config = LlamaConfig.from_json_file(FOLDER / "llama/grouped.json")
    config._attn_implementation = "eager"
    llama = LlamaForCausalLM(config).float().eval()
    weights = load_file(FOLDER / "llama/grouped.safetensors")
    llama.load_state_dict({name: weights[name] for name in llama.state_dict()})
    return llama


def new_ids(llama, prompt, max_tokens, **options):
    out = llama.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
                         max_new_tokens=max_tokens, do_sample=False, eos_token_id=END, pad_token_id=END, **options)
    ids = out[0, len(prompt):].tolist()
    return ids[:ids.index(END)] if END in ids else ids


def case(llama, beams=1, penalty=1.0, min_tokens=0, max_tokens=16, suppressed=(), guidance=1.0):
    options = dict(num_beams=beams, length_penalty=penalty, early_stopping=False) if beams > 1 else {}
    if min_tokens:
        options["min_new_tokens"] = min_tokens
    options["suppress_tokens"] = MARKS + list(suppressed)
    if guidance != 1.0:
        options |= dict(guidance_scale=guidance, negative_prompt_ids=torch.tensor([NEGATIVE]))
    return {"beams": beams, "penalty": penalty, "minTokens": min_tokens, "maxTokens": max_tokens,
            "suppressed": list(suppressed), "guidance": guidance,
            "tokens": [new_ids(llama, prompt, max_tokens, **options) for prompt in PROMPTS]}


def main():
    torch.set_grad_enabled(False)
    llama = model()
    cases = [case(llama)]
    for beams in (2, 3, 5):
        for penalty in (0.0, 0.6, 1.0, 2.0):
            cases.append(case(llama, beams, penalty))
    cases += [case(llama, min_tokens=6), case(llama, 4, min_tokens=6), case(llama, suppressed=SUPPRESSED),
              case(llama, 4, suppressed=SUPPRESSED), case(llama, guidance=1.7), case(llama, guidance=3.0),
              case(llama, 3, max_tokens=3)]
    (FOLDER / "generation.json").write_text(json.dumps(
        {"end": END, "textIds": MARKS[0], "prompts": PROMPTS, "negative": NEGATIVE, "cases": cases}, indent=1) + "\n")
    print(*[(c["beams"], c["penalty"], c["tokens"]) for c in cases], sep="\n")


main()
