"""Writes common/src/test/resources/golden/vision: a small random tokenizer and what LaVIT's official code computes.

Run from the repository root:  python tools/golden/vision.py LAVIT      (made with torch 2.7.1 and timm 0.9.16)
LAVIT is the folder `LaVIT` of a checkout of github.com/jy0205/LaVIT at commit 8cde9b4.

Each file holds the weights of one state dict (`weight.NAME`), the gradient of sum(output * probe) for each of them
(`gradient.NAME`), and the arrays that went in and came out. Weights are far larger than at the usual start, so that
attention is sharp and every term matters. Masks: some patches, one patch, all patches.
"""

import pathlib
import sys
import types

import torch
from safetensors.torch import save_file

OUT = pathlib.Path("common/src/test/resources/golden/vision")
IMAGES, SIDE, PATCH, WIDTH, HEADS, DEPTH, CODES, CODE_WIDTH = 3, 16, 4, 16, 2, 2, 24, 8
PATCHES = (SIDE // PATCH) ** 2


def randomise(module):
    with torch.no_grad():
        for name, weight in module.named_parameters():
            spread = 0.5 if weight.dim() > 2 else 0.2
            is_norm = weight.dim() == 1 and name.endswith("weight")
            weight.copy_(torch.randn_like(weight) * spread + (1.0 if is_norm else 0.0))
    return module


def save(name, modules, gradients, **arrays):
    tensors = dict(arrays)
    for prefix, module in modules.items():
        for key, weight in module.state_dict().items():
            tensors["weight." + prefix + key] = weight
    tensors |= {"gradient." + key: value for key, value in gradients.items()}
    OUT.mkdir(parents=True, exist_ok=True)
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()}, OUT / f"{name}.safetensors")


def gradients_of(output, probe, module, prefix="", **inputs):
    """Gradients of sum(output * probe) for the weights that it reaches, and for `inputs`."""
    names = [(prefix + key, weight) for key, weight in module.named_parameters()] + list(inputs.items())
    found = torch.autograd.grad((output * probe).sum(), [weight for _, weight in names], allow_unused=True)
    return {key: value for (key, _), value in zip(names, found) if value is not None}


def encoder_case(visual):
    encoder = randomise(visual.EVAVisionTransformer(
        img_size=SIDE, patch_size=PATCH, num_classes=0, use_mean_pooling=False, embed_dim=WIDTH, depth=DEPTH,
        num_heads=HEADS, mlp_ratio=4.3637, qkv_bias=True,
        norm_layer=lambda width: visual.LayerNorm(width, eps=1e-6)))
    encoder.norm = torch.nn.Identity()      # belongs to the class token's head, which LaVIT never reads
    images = torch.randn(IMAGES, 3, SIDE, SIDE)
    features = encoder(images, return_all_features=True)[:, 1:]
    probe = torch.randn_like(features)
    block = encoder.blocks[0]
    states = torch.randn(IMAGES, 1 + PATCHES, WIDTH)
    save("encoder", {"": encoder}, gradients_of(features, probe, encoder), images=images, features=features,
         probe=probe, block_in=states, block_out=block(states))
    return encoder, images, features.detach()


def masks():
    mask = (torch.rand(IMAGES, PATCHES) < 0.4).float()
    mask[1] = 0
    mask[1, 5] = 1
    mask[2] = 1
    return mask


def gumbel(shape):
    return -torch.log(torch.empty(shape).exponential_())


def explicit_gumbel_softmax(noise):
    """torch.nn.functional.gumbel_softmax(hard=True) with the noise given."""
    def sample(logits, hard):
        assert hard
        soft = (logits + noise).softmax(-1)
        chosen = torch.zeros_like(soft).scatter_(-1, soft.argmax(-1, keepdim=True), 1.0)
        return chosen - soft.detach() + soft
    return sample


def tokenizer_case(module, encoder, images, features):
    module.build_eva_clip = lambda **_: encoder
    tokenizer = randomise(module.DynamicVisualTokenizer(
        img_size=SIDE, patch_size=PATCH, width=WIDTH, layers=DEPTH, heads=HEADS, n_code=CODES, code_dim=CODE_WIDTH))
    randomised_encoder(tokenizer, encoder)
    with torch.no_grad():
        tokenizer.quantize.embedding.weight.copy_(module.l2norm(tokenizer.quantize.embedding.weight))
    arrays, gradients = {}, {}

    noise = gumbel((IMAGES, PATCHES, 2))
    x = features.clone().requires_grad_()
    logits = tokenizer.token_predictor(x, torch.ones(IMAGES, PATCHES, 1))
    mask = explicit_gumbel_softmax(noise)(logits, True)[:, :, 0]
    probe = torch.randn_like(mask)
    arrays |= {"noise": noise, "logits": logits, "sampled_mask": mask.round(), "mask_probe": probe}
    gradients |= gradients_of(mask, probe, tokenizer.token_predictor, "token_predictor.")

    mask = masks().requires_grad_()
    merged = tokenizer.causal_encoder(x, mask)
    kept = mask.detach()[:, :, None].bool()
    probe = torch.randn_like(merged) * kept     # dropped rows are never read
    arrays |= {"features": features, "mask": mask, "merged": merged * kept, "merged_probe": probe}
    gradients |= gradients_of(merged, probe, tokenizer.causal_encoder, "causal_encoder.", x=x, mask=mask)

    rows = merged.detach()[kept[:, :, 0]]
    projected = module.l2norm(tokenizer.encode_task_layer(rows))
    probe = torch.randn_like(projected)
    ids = tokenizer.quantize.tokenize(projected)[1]
    arrays |= {"rows": rows, "projected": projected, "projected_probe": probe, "ids": ids}
    gradients |= gradients_of(projected, probe, tokenizer.encode_task_layer, "encode_task_layer.")

    noise = gumbel((IMAGES, PATCHES, 2))
    module.F.gumbel_softmax = explicit_gumbel_softmax(noise)
    with torch.no_grad():
        tokens = tokenizer.tokenize_image(images)
    arrays |= {"images": images, "token_noise": noise, "token_counts": torch.tensor([len(t) for t in tokens]),
               "tokens": torch.cat(tokens) - 32002}
    parts = {name + ".": getattr(tokenizer, name)
             for name in ["token_predictor", "causal_encoder", "encode_task_layer", "quantize"]}
    save("tokenizer", parts, gradients, **arrays)
    return kept[:, :, 0]


def randomised_encoder(tokenizer, encoder):
    """The tokenizer's randomise() has drawn the encoder anew; encoder.safetensors has the first draw."""
    from safetensors.torch import load_file
    saved = load_file(OUT / "encoder.safetensors")
    encoder.load_state_dict({key[7:]: value for key, value in saved.items() if key.startswith("weight.")})


def decoder_case(module, kept):
    decoder = module.VQDecoder(img_size=SIDE, patch_size=PATCH, in_chans=CODE_WIDTH, embed_dim=WIDTH, depth=DEPTH,
                               num_heads=HEADS)
    decoder.decode_task_layer[2] = torch.nn.Linear(WIDTH, WIDTH)    # the official width, 1408, is written in the code
    decoder.unet_proj = torch.nn.Identity()
    randomise(decoder)
    counts = kept.sum(-1)
    codes = torch.nn.functional.normalize(torch.randn(int(counts.sum()), CODE_WIDTH), dim=-1).requires_grad_()
    features = decoder(codes, counts)
    probe = torch.randn_like(features)
    save("decoder", {"": decoder}, gradients_of(features, probe, decoder, codes=codes), kept=kept.float(), codes=codes,
         features=features, probe=probe)


def main():
    package = types.ModuleType("models")    # the package's own __init__ would import diffusers
    package.__path__ = [str(pathlib.Path(sys.argv[1]) / "models")]
    sys.modules["models"] = package
    from models import modeling_decoder, modeling_visual_encoder, modeling_visual_tokenzier
    torch.manual_seed(7)
    encoder, images, features = encoder_case(modeling_visual_encoder)
    decoder_case(modeling_decoder, tokenizer_case(modeling_visual_tokenzier, encoder, images, features))


if __name__ == "__main__":
    main()
