"""LaVIT's official modules, with the sizes and weights of a tokenizer of ours, and what they make of pictures.

  python tools/golden/official.py LAVIT TOKENIZER CASE [--bin OUT]      (needs torch 2.7.1, timm, safetensors)

LAVIT is the folder `LaVIT` of a checkout of github.com/jy0205/LaVIT at commit 8cde9b4; TOKENIZER is the output folder
of submit/train-tokenizer.sh. All its weights are loaded with strict=True. Layers of the official modules that are not
the tokenizer's are taken out before: `norm` and `head` of the encoder (the class token's), `vit_proj` (the language
model's), `unet_proj` (the pixel decoder's).

CASE is a safetensors file to write: random `images`, `noise` (zero, the arg-max, for the first half) and `codes`
(B, N), -1 where a patch is dropped. tools/golden/official.sh compares them with ours. With --bin the official state
dicts are saved too, under the official names: OUT/tokenizer_encoder.bin and so on.
"""

import argparse
import pathlib
import re
import sys
import types

import torch
from safetensors.torch import load_file, save_file

IMAGES = 128


class ExplicitGumbel:
    """torch.nn.functional.gumbel_softmax(hard=True) with the noise given; `mask` is the last draw."""

    def __init__(self, noise):
        self.noise, self.mask = noise, None

    def __call__(self, logits, hard):
        assert hard
        soft = (logits + self.noise).softmax(-1)
        chosen = torch.zeros_like(soft).scatter_(-1, soft.argmax(-1, keepdim=True), 1.0)
        self.mask = chosen[:, :, 0]
        return chosen - soft.detach() + soft


def modules(lavit):
    """The official modules of encoder, tokenizer and decoder."""
    package = types.ModuleType("models")    # the package's own __init__ would import diffusers
    package.__path__ = [str(pathlib.Path(lavit) / "models")]
    sys.modules["models"] = package
    from models import modeling_decoder, modeling_visual_encoder, modeling_visual_tokenzier
    return modeling_visual_encoder, modeling_visual_tokenzier, modeling_decoder


def read_card(folder):
    """tokenizer.conf as nested dictionaries of strings: one key a line, blocks in braces."""
    root = {}
    stack = [root]
    for line in (pathlib.Path(folder) / "tokenizer.conf").read_text().splitlines():
        key, _, value = (part.strip() for part in line.partition("="))
        if value == "{":
            stack.append(stack[-1].setdefault(key, {}))
        elif key == "}":
            stack.pop()
        elif key:
            stack[-1][key] = value.strip('"')
    return root


def tokenizer_of(lavit, folder):
    """The official DynamicVisualTokenizer and VQDecoder with all weights of `folder`."""
    visual, tokenizing, decoding = modules(lavit)
    folder, card = pathlib.Path(folder), read_card(folder)
    if card["encoder"]["type"] != "eva":
        sys.exit(f"{folder} has an encoder of type {card['encoder']['type']}; the official code knows eva alone")
    encoder, sizes = card["encoder"]["sizes"], card["tokenizer"]
    side, patch, width = int(encoder["image-size"]), int(encoder["patch-size"]), int(encoder["width"])
    heads, ratio, code_width = int(sizes["heads"]), float(sizes["mlp-ratio"]), int(sizes["code-width"])
    tokenizing.build_eva_clip = lambda **_: without_head(visual.EVAVisionTransformer(
        img_size=side, patch_size=patch, num_classes=0, use_mean_pooling=False, embed_dim=width,
        depth=int(encoder["depth"]), num_heads=int(encoder["heads"]), mlp_ratio=float(encoder["mlp-ratio"]),
        qkv_bias=True, norm_layer=lambda features: visual.LayerNorm(features, eps=1e-6)))
    tokenizer = tokenizing.DynamicVisualTokenizer(
        img_size=side, patch_size=patch, width=width, layers=1, heads=heads, n_code=int(sizes["codebook-size"]),
        code_dim=code_width)
    # Built here because the official constructor fixes the ratio at 4.3637.
    tokenizer.causal_encoder = tokenizing.TokenMerger(
        width, num_heads=heads, depth=int(sizes["merger-blocks"]), mlp_ratio=ratio, qkv_bias=True)
    tokenizer.vit_proj = torch.nn.Identity()
    decoder = decoding.VQDecoder(img_size=side, patch_size=patch, in_chans=code_width, embed_dim=width,
                                 depth=int(sizes["decoder-blocks"]), num_heads=heads, mlp_ratio=ratio)
    decoder.decode_task_layer[2] = torch.nn.Linear(width, width)    # the official width, 1408, is written in the code
    decoder.unet_proj = torch.nn.Identity()
    weights = {"encoder." + name: value for name, value in load_file(folder / "encoder.safetensors").items()
               if not re.match(r"(norm|head)\.", name)}
    tokenizer.load_state_dict(weights | load_file(folder / "tokenizer.safetensors"), strict=True)
    decoder.load_state_dict(load_file(folder / "decoder.safetensors"), strict=True)
    return tokenizer.eval(), decoder.eval(), tokenizing


def without_head(encoder):
    encoder.norm = torch.nn.Identity()
    return encoder


def codes_of(tokenizer, tokenizing, images, noise):
    """What the official tokenize_image gives for each patch: (B, N), -1 where it is dropped."""
    draw = ExplicitGumbel(noise)
    tokenizing.F.gumbel_softmax = draw
    with torch.inference_mode():
        tokens = torch.cat(tokenizer.tokenize_image(images)) - 32002
    codes = torch.full(draw.mask.shape, -1)
    codes[draw.mask.bool()] = tokens
    return codes


def gumbel(shape):
    return -torch.log(torch.empty(shape).exponential_())


def save_bin(folder, tokenizer, decoder):
    folder.mkdir(parents=True, exist_ok=True)
    rest = {name: value for name, value in tokenizer.state_dict().items() if not name.startswith("encoder.")}
    torch.save(tokenizer.encoder.state_dict(), folder / "eva_vitg_psz14.bin")
    torch.save(rest, folder / "tokenizer_encoder.bin")
    torch.save(decoder.state_dict(), folder / "tokenizer_decoder.bin")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lavit", metavar="LAVIT")
    parser.add_argument("tokenizer", metavar="TOKENIZER")
    parser.add_argument("case", metavar="CASE")
    parser.add_argument("--bin", metavar="OUT", type=pathlib.Path)
    arguments = parser.parse_args()
    torch.manual_seed(1)
    tokenizer, decoder, tokenizing = tokenizer_of(arguments.lavit, arguments.tokenizer)
    print(f"the official code loads {arguments.tokenizer} with strict=True: "
          f"{len(tokenizer.state_dict())} tensors of tokenizer and encoder, {len(decoder.state_dict())} of the decoder")
    side = tokenizer.encoder.image_size
    # Smooth colours with a few flat squares: closer to pictures than noise is.
    coarse = torch.randn(IMAGES, 3, 4, 4)
    images = torch.nn.functional.interpolate(coarse, (side, side), mode="bicubic")
    for image in images:
        for _ in range(4):
            top, left, size = (int(torch.randint(1, side // 2, ())) for _ in range(3))
            image[:, top:top + size, left:left + size] = torch.randn(3, 1, 1)
    noise = gumbel((IMAGES, tokenizer.encoder.patch_embed.num_patches, 2))
    noise[:IMAGES // 2] = 0
    codes = codes_of(tokenizer, tokenizing, images, noise)
    save_file({"images": images, "noise": noise, "codes": codes}, arguments.case)
    if arguments.bin:
        save_bin(arguments.bin, tokenizer, decoder)


if __name__ == "__main__":
    main()
