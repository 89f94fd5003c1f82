"""A LLaMA's whole trip: made by transformers, trained by `pretrain`, back in transformers, the same greedy tokens.

Run from the repository root, with the jars built:  python tools/golden/round_trip.py WORK [CASE...]    (tried with
torch 2.7.1 and transformers 4.57.6). For each case it writes a random checkpoint in shards with `save_pretrained`, continues prompts
with it there and here, trains it here for STEPS steps on made-up sentences, opens the export with `from_pretrained`,
and continues the prompts again there and here. It fails where tokens differ or where training did not help.
Those of the untrained checkpoints go on beyond the length from which llama3's scaling stretches.
"""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

import torch
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

TOKENIZER = pathlib.Path("conf/demo/tokenizer.json")
STEPS, NEW_TOKENS, END = 60, 48, 2
SCALED = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 16}
CASES = {
    "multi-head": dict(num_key_value_heads=4),
    "grouped and scaled": dict(num_key_value_heads=2, rope_scaling=SCALED, rope_theta=1000.0),
    "tied": dict(num_key_value_heads=1, tie_word_embeddings=True),
}
CONFIG = """
init-from = "%s"
output = "%s"
sources = [{ type = text, path = "%s" }]
sequences { window = 128 }
training { steps = %d, global-batch = 8, micro-batch = 8, optimizer { learning-rate = 3e-3, warmup-steps = 5 } }
"""


def sentences(count):
    draw = random.Random(5)
    words = [["a red", "a blue", "a green"], ["circle", "square", "cross"], ["above", "below", "beside"]]
    for _ in range(count):
        first, second = ([draw.choice(words[0]), draw.choice(words[1])] for _ in range(2))
        yield " ".join(first + [draw.choice(words[2])] + second)


def make(folder, seed, options):
    torch.manual_seed(seed)
    config = LlamaConfig(vocab_size=512, hidden_size=64, intermediate_size=160, num_hidden_layers=3,
                         num_attention_heads=4, max_position_embeddings=128, bos_token_id=1, eos_token_id=END,
                         initializer_range=0.1, **options)
    LlamaForCausalLM(config).save_pretrained(folder, max_shard_size="200KB")
    shutil.copy(TOKENIZER, folder / "tokenizer.json")


def there(model, prompts):
    """What transformers makes of the prompts, without the end."""
    continued = []
    for prompt in prompts:
        ids = torch.tensor([prompt])
        made = model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=NEW_TOKENS,
                              pad_token_id=END, suppress_tokens=list(range(512, model.config.vocab_size)) or None)
        new = made[0, len(prompt):].tolist()
        continued.append(new[:new.index(END)] if END in new else new)
    return continued


def here(folder, prompts, work):
    (work / "prompts.json").write_text(json.dumps(prompts))
    run = ('source submit/lib.sh; run_java common -cp "$ROOT/common/target/test-classes:$ROOT/build/lib/*:'
           '$SPARK_HOME/jars/*" org.sparklavit.language.GreedyTokens "$@"')
    subprocess.run(["bash", "-c", run, "greedy", folder, work / "prompts.json", str(NEW_TOKENS), work / "tokens.json"],
                   check=True)
    return json.loads((work / "tokens.json").read_text())


def loss(model, texts):
    with torch.no_grad():
        each = [model(torch.tensor([t]), labels=torch.tensor([t])).loss for t in texts]
    return torch.stack(each).mean().item()


def trip(name, seed, options, work):
    checkpoint, trained = work / "checkpoint", work / "trained"
    make(checkpoint, seed, options)
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(TOKENIZER))
    texts = list(sentences(400))
    (work / "text.jsonl").write_text("".join(json.dumps({"text": t}) + "\n" for t in texts))
    encoded = [tokenizer.encode(t, add_special_tokens=False) for t in texts[:12]]
    prompts = [ids[:2 + n % 4] for n, ids in enumerate(encoded)]
    before = AutoModelForCausalLM.from_pretrained(checkpoint)
    shards = len(list(checkpoint.glob("*.safetensors")))
    compare(name + ", before", there(before, prompts), here(checkpoint, prompts, work))

    (work / "pretrain.conf").write_text(CONFIG % (checkpoint, trained, work / "text.jsonl", STEPS))
    subprocess.run(["submit/pretrain.sh", "--master", "local[1]", "--", str(work / "pretrain.conf")], check=True,
                   stdout=subprocess.DEVNULL, env=os.environ | {"SPARK_LAVIT_CONFIG_LEVEL": "warn"})
    after = AutoModelForCausalLM.from_pretrained(trained / "export")
    tokens = there(after, prompts)
    compare(name + ", after", tokens, here(trained / "export", prompts, work))
    losses = loss(before, encoded), loss(after, encoded)
    print(f"{name}: {shards} shards, loss {losses[0]:.3f} -> {losses[1]:.3f} in {STEPS} steps; "
          f"{tokenizer.decode(prompts[3])!r} goes on {tokenizer.decode(tokens[3])!r}")
    assert losses[1] < losses[0] / 2, "training did not help"


def compare(what, theirs, ours):
    same = sum(a == b for a, b in zip(theirs, ours))
    print(f"{what}: {same} of {len(theirs)} continuations are the same, {sum(map(len, theirs))} tokens")
    assert theirs == ours, f"{what}: transformers {theirs} but here {ours}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    for seed, name in enumerate(sys.argv[2:] or CASES):
        work = root / name.replace(" ", "-")
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        trip(name, seed, CASES[name], work)


main()
