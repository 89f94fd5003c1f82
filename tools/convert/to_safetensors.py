"""Turns PyTorch weights (.bin, .pt, .pth: pickles) into safetensors, which is all that spark-lavit reads.

  python tools/convert/to_safetensors.py IN OUT [--key state_dict]       (needs torch and safetensors)

IN is a state dict, or pytorch_model.bin.index.json for one in shards. OUT is a file for the first, and for the second
a folder that gets model.safetensors.index.json and its shards. --key names the entry that holds the state dict, where
IN wraps it in others. Values and types stay as they are.

Pickles can run code. This script loads them with weights_only=True, which refuses all but tensors and plain
containers; spark-lavit itself never loads one.
"""

import argparse
import json
import pathlib
import sys

import torch
from safetensors.torch import save_file

METADATA = {"format": "pt"}


def state_dict(path, key):
    """The tensors in a pickle; entries that are not tensors are named and left out."""
    found = torch.load(path, map_location="cpu", weights_only=True)
    if key:
        if not isinstance(found, dict) or key not in found:
            sys.exit(f"{path} has no entry '{key}'. It has: {describe(found)}")
        found = found[key]
    if not isinstance(found, dict):
        sys.exit(f"{path} holds no state dict but {type(found).__name__}")
    tensors = {name: value for name, value in found.items() if isinstance(value, torch.Tensor)}
    left_out = [name for name in found if name not in tensors]
    if not tensors:
        sys.exit(f"{path} holds no tensors at its top level. Name the entry that does with --key. "
                 f"It has: {describe(found)}")
    if left_out:
        print(f"{path}: left out, because they are not tensors: {', '.join(map(str, left_out))}")
    return tensors


def describe(found):
    return ", ".join(map(str, found)) if isinstance(found, dict) else type(found).__name__


def convert_file(source, target, key):
    """Writes one file and returns the names in it and their bytes."""
    # safetensors refuses tensors that share memory, such as tied embeddings: each gets its own.
    tensors = {name: value.detach().clone(memory_format=torch.contiguous_format)
               for name, value in state_dict(source, key).items()}
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, target, METADATA)
    return {name: value.nbytes for name, value in tensors.items()}


def convert_shards(index, folder, key):
    listed = json.loads(index.read_text())["weight_map"]
    shards = sorted(set(listed.values()))
    missing = [shard for shard in shards if not (index.parent / shard).exists()]
    if missing:
        sys.exit(f"{index} names shards that are not beside it: {', '.join(missing)}")
    weight_map, total = {}, 0
    for number, shard in enumerate(shards, 1):
        name = f"model-{number:05d}-of-{len(shards):05d}.safetensors"
        sizes = convert_file(index.parent / shard, folder / name, key)
        weight_map |= {tensor: name for tensor in sizes}
        total += sum(sizes.values())
    absent = sorted(set(listed) - set(weight_map))
    if absent:
        sys.exit(f"{index} lists tensors that no shard holds: {', '.join(absent)}")
    written = folder / "model.safetensors.index.json"
    written.write_text(json.dumps({"metadata": {"total_size": total}, "weight_map": weight_map}, indent=2) + "\n")
    return weight_map, written


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", metavar="IN", type=pathlib.Path)
    parser.add_argument("target", metavar="OUT", type=pathlib.Path)
    parser.add_argument("--key", help="the entry that holds the state dict")
    arguments = parser.parse_args()
    if not arguments.source.exists():
        sys.exit(f"there is no {arguments.source}")
    if arguments.source.suffix == ".json":
        names, written = convert_shards(arguments.source, arguments.target, arguments.key)
    else:
        names, written = convert_file(arguments.source, arguments.target, arguments.key), arguments.target
    print(f"{written}: {len(names)} tensors")


if __name__ == "__main__":
    main()
