"""Writes clip-*.safetensors and patches.* in common/src/test/resources/golden/vision.

Run from the repository root:  python tools/golden/clip.py     (made with torch 2.7.1 and transformers 5.23.0)
clip-ACTIVATION.safetensors is a small random CLIPModel, text tower included, as `save_pretrained` writes it. Beside the
weights it holds `images`, and `features`: the last hidden state of its vision tower without the class token.
patches.torchscript is another small model; patches.safetensors holds `images` and the `rows` that it makes of them, a
class token first. pair.torchscript gives two tensors, which is one too many.
"""

import pathlib

import torch
from safetensors.torch import load_file, save_file
from transformers import CLIPConfig, CLIPModel

OUT = pathlib.Path("common/src/test/resources/golden/vision")
IMAGES, SIDE, PATCH, WIDTH = 3, 16, 4, 16
VISION = dict(image_size=SIDE, patch_size=PATCH, hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=2,
              num_attention_heads=2, projection_dim=8)
TEXT = dict(vocab_size=12, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2,
            max_position_embeddings=4, projection_dim=8, bos_token_id=10, eos_token_id=11, pad_token_id=1)


def randomise(module):
    with torch.no_grad():
        for name, weight in module.named_parameters():
            # Far from the usual start, so that attention is sharp and every term matters.
            is_norm = weight.dim() == 1 and name.endswith("weight")
            weight.copy_(torch.randn_like(weight) * 0.3 + (1.0 if is_norm else 0.0))
    return module.eval()


class Patches(torch.nn.Module):
    """The least that has the shape of an encoder: one projection of each patch, and a learned first row."""

    def __init__(self):
        super().__init__()
        self.projection = torch.nn.Conv2d(3, 4, 8, 8)
        self.first = torch.nn.Parameter(torch.zeros(1, 1, 4))
        self.drop = torch.nn.Dropout(0.5)       # of no effect once frozen

    def forward(self, images):
        rows = self.projection(images).flatten(2).transpose(1, 2)
        return self.drop(torch.cat([self.first.expand(rows.size(0), -1, -1), rows], 1))


class Pair(torch.nn.Module):
    def forward(self, images):
        return images, images


def clip_case(activation, images):
    config = CLIPConfig(text_config=TEXT, vision_config=VISION | {"hidden_act": activation}, projection_dim=8)
    clip = randomise(CLIPModel(config))
    clip.save_pretrained(OUT / "saved")
    weights = load_file(OUT / "saved" / "model.safetensors")
    for file in (OUT / "saved").iterdir():
        file.unlink()
    (OUT / "saved").rmdir()
    with torch.no_grad():
        features = clip.vision_model(pixel_values=images).last_hidden_state[:, 1:]
    save_file(weights | {"images": images, "features": features.contiguous()}, OUT / f"clip-{activation.replace('_', '-')}.safetensors")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(11)
    images = torch.randn(IMAGES, 3, SIDE, SIDE)
    for activation in ["quick_gelu", "gelu"]:
        clip_case(activation, images)
    patches = randomise(Patches())
    torch.jit.script(patches.train()).save(OUT / "patches.torchscript")
    torch.jit.script(Pair()).save(OUT / "pair.torchscript")
    with torch.no_grad():
        save_file({"images": images, "rows": patches.eval()(images).contiguous()}, OUT / "patches.safetensors")


main()
