"""Writes common/src/test/resources/golden/vision: a small random tokenizer and what LaVIT's official code computes.

Run from the repository root:  python tools/golden/vision.py LAVIT      (made with torch 2.7.1 and timm 1.0.31)
LAVIT is the folder `LaVIT` of a checkout of github.com/jy0205/LaVIT at commit 8cde9b4.

Each file holds the weights of one state dict (`weight.NAME`), the gradient of sum(output * probe) for each of them
(`gradient.NAME`), and the arrays that went in and came out. Weights are far larger than at the usual start, so that
attention is sharp and every term matters. Masks: some patches, one patch, all patches.

training.safetensors is a quantised training step through the weights of the other files. The modules are the official
ones; losses and moving averages, which the authors never released, are written here from the paper's formulas.
"""

import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file

from official import ExplicitGumbel, codes_of, gumbel, modules

OUT = pathlib.Path("common/src/test/resources/golden/vision")
IMAGES, SIDE, PATCH, WIDTH, HEADS, DEPTH, CODES, CODE_WIDTH = 3, 16, 4, 16, 2, 2, 24, 8
PATCHES = (SIDE // PATCH) ** 2
MANY = 72               # images of the tokens' case: more than 1 000 positions, of which one in 1 000 may differ
RHO, LAMBDA, BETA, DECAY, STEPS = 0.25, 3.0, 0.5, 0.9, 4


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
    states = torch.randn(IMAGES, 1 + PATCHES, WIDTH, requires_grad=True)
    moved = block(states)
    generator = torch.Generator().manual_seed(1)
    block_probe = torch.randn(moved.shape, generator=generator)
    gradients = gradients_of(features, probe, encoder)
    gradients |= {"of_block." + key: value for key, value in
                  gradients_of(moved, block_probe, block, "blocks.0.", x=states).items()}
    save("encoder", {"": encoder}, gradients, images=images, features=features, probe=probe, block_in=states,
         block_out=moved, block_probe=block_probe)
    return encoder, features.detach()


def masks():
    mask = (torch.rand(IMAGES, PATCHES) < 0.4).float()
    mask[1] = 0
    mask[1, 5] = 1
    mask[2] = 1
    return mask


def tokenizer_case(module, encoder, features):
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
    mask = ExplicitGumbel(noise)(logits, True)[:, :, 0]
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

    # Half precision, in which the pixels are exact, keeps the file small.
    images = torch.randn(MANY, 3, SIDE, SIDE).half()
    noise = gumbel((MANY, PATCHES, 2))
    arrays |= {"images": images, "token_noise": noise,
               "tokens": codes_of(tokenizer, module, images.float(), noise)}
    parts = {name + ".": getattr(tokenizer, name)
             for name in ["token_predictor", "causal_encoder", "encode_task_layer", "quantize"]}
    save("tokenizer", parts, gradients, **arrays)
    return tokenizer, kept[:, :, 0]


def randomised_encoder(tokenizer, encoder):
    """The tokenizer's randomise() has drawn the encoder anew; encoder.safetensors has the first draw."""
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
    return decoder


def training_case(module, tokenizer, decoder, x, kept):
    """The three losses of one step with the gradients of each part, then some steps of the moving averages."""
    cosine = torch.nn.functional.cosine_similarity
    merged = tokenizer.causal_encoder(x, kept.float())[kept.bool()]
    projected = module.l2norm(tokenizer.encode_task_layer(merged))
    codes, ids = tokenizer.quantize.tokenize(projected)
    counts = kept.sum(-1)
    rebuilt = decoder(projected + (codes - projected).detach(), counts)
    reconstruction = (1 - cosine(rebuilt, x, dim=-1)).mean(1).sum()
    distances = (projected - codes.detach()).square().sum(-1)
    commitment = BETA * sum(part.mean() for part in torch.split(distances, counts.tolist()))
    draw = ExplicitGumbel(gumbel((IMAGES, PATCHES, 2)))
    mask = draw(tokenizer.token_predictor(x, torch.ones(IMAGES, PATCHES, 1)), True)[:, :, 0]
    rate = IMAGES * LAMBDA * (RHO - mask.mean()).square()

    one = torch.ones(())
    trained = torch.nn.ModuleDict({"causal_encoder": tokenizer.causal_encoder,
                                   "encode_task_layer": tokenizer.encode_task_layer, "decoder": decoder})
    gradients = gradients_of(reconstruction + commitment, one, trained)
    gradients |= gradients_of(rate, one, tokenizer.token_predictor, "token_predictor.")
    save("training", {}, gradients, reconstruction=reconstruction, commitment=commitment, rate=rate, ids=ids,
         rate_noise=draw.noise, **moving_averages(module, tokenizer.quantize))


def moving_averages(module, quantizer):
    """STEPS updates of the codes by features near them, each step's features named by the official tokenize()."""
    start = quantizer.embedding.weight.detach().clone()
    counts, sums, ids = torch.ones(CODES), start.clone(), []
    # In each step some codes get no feature: their averages fade and they stay where they are.
    near = start[torch.randint(2, CODES, (STEPS, 40))]
    rows = module.l2norm(near + 0.3 * torch.randn_like(near))
    with torch.no_grad():
        for step in rows:
            ids.append(quantizer.tokenize(step)[1])
            chosen = torch.nn.functional.one_hot(ids[-1], CODES).float()
            counts = DECAY * counts + (1 - DECAY) * chosen.sum(0)
            sums = DECAY * sums + (1 - DECAY) * chosen.T @ step
            was_chosen = chosen.sum(0)[:, None] > 0
            quantizer.embedding.weight.copy_(torch.where(was_chosen, module.l2norm(sums), quantizer.embedding.weight))
    return {"ema_rows": rows, "ema_ids": torch.stack(ids), "ema_codes": quantizer.embedding.weight.clone(),
            "ema_counts": counts, "ema_sums": sums}


def main():
    visual, tokenizing, decoding = modules(sys.argv[1])
    torch.manual_seed(7)
    encoder, features = encoder_case(visual)
    tokenizer, kept = tokenizer_case(tokenizing, encoder, features)
    decoder = decoder_case(decoding, kept)
    training_case(tokenizing, tokenizer, decoder, features, kept)


if __name__ == "__main__":
    main()
