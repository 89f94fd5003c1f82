"""Writes common/src/test/resources/golden/diffusion: small random models of diffusers, and what they compute.

Run from the repository root:  python tools/golden/diffusion.py     (made with torch 2.7.1 and diffusers 0.31.0)

unet-*.safetensors and autoencoder.safetensors hold the weights of one state dict (`weight.NAME`), the gradient of
sum(output * probe) for each of them (`gradient.NAME`), and the arrays that went in and came out; beside each lies its
config.json. ddim*.safetensors are walks of DDIMScheduler from noise, where what is predicted is a fixed function: the
noise in latents, and the velocity or the sample itself in pixels, which are clipped.
"""

import json
import pathlib

import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from safetensors.torch import save_file

OUT = pathlib.Path("common/src/test/resources/golden/diffusion")
IMAGES, SIDE, ROWS, WIDTH = 2, 8, 5, 6


def randomise(module):
    with torch.no_grad():
        for name, weight in module.named_parameters():
            # Far from the usual start, so that attention is sharp and every term matters.
            is_norm = weight.dim() == 1 and name.endswith("weight")
            spread = 0.3 if weight.dim() > 1 else 0.2
            weight.copy_(torch.randn_like(weight) * spread + (1.0 if is_norm else 0.0))
    return module


def save(name, module, output, probe, inputs, **arrays):
    weights = dict(module.named_parameters()) | inputs
    found = torch.autograd.grad((output * probe).sum(), list(weights.values()))
    tensors = {"weight." + key: value for key, value in module.state_dict().items()}
    tensors |= {"gradient." + key: value for key, value in zip(weights, found)}
    tensors |= arrays | inputs | {"output": output, "probe": probe}
    save_file({key: value.detach().contiguous().clone() for key, value in tensors.items()}, OUT / f"{name}.safetensors")
    config = {"_class_name": type(module).__name__} | {key: value for key, value in module.config.items() if key[0] != "_"}
    (OUT / f"{name}.json").write_text(json.dumps(config, indent=1) + "\n")


def unet_case(name, **settings):
    unet = randomise(UNet2DConditionModel(
        sample_size=SIDE, in_channels=3, out_channels=3, block_out_channels=(4, 8), layers_per_block=1,
        cross_attention_dim=WIDTH, norm_num_groups=2, **settings))
    sample = torch.randn(IMAGES, 3, SIDE, SIDE, requires_grad=True)
    context = torch.randn(IMAGES, ROWS, WIDTH, requires_grad=True)
    timesteps = torch.tensor([3, 871])
    output = unet(sample, timesteps, context).sample
    save(name, unet, output, torch.randn_like(output), {"sample": sample, "context": context}, timesteps=timesteps)


def autoencoder_case():
    vae = randomise(AutoencoderKL(
        block_out_channels=(4, 8), layers_per_block=1, latent_channels=2, norm_num_groups=2,
        down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2, sample_size=SIDE))
    pixels = torch.randn(IMAGES, 3, SIDE, SIDE, requires_grad=True)
    posterior = vae.encode(pixels).latent_dist
    noise = torch.randn_like(posterior.mean)
    sampled = (posterior.mean + posterior.std * noise) * vae.config.scaling_factor
    output = vae.decode(sampled / vae.config.scaling_factor).sample
    save("autoencoder", vae, output, torch.randn_like(output), {"pixels": pixels}, noise=noise, sampled=sampled,
         mean=posterior.mean * vae.config.scaling_factor)


def scheduler_case(name, **settings):
    scheduler = DDIMScheduler(
        num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1,
        **settings)
    scheduler.set_timesteps(20)
    clean, noise = torch.randn(3, 2, 4, 4), torch.randn(3, 2, 4, 4)
    at = torch.tensor([0, 500, 999])
    x = torch.randn(3, 2, 4, 4)
    arrays = {"start": x, "clean": clean, "noise": noise, "at": at, "noisy": scheduler.add_noise(clean, noise, at),
              "velocity": scheduler.get_velocity(clean, noise, at)}
    for t in scheduler.timesteps:
        x = scheduler.step(torch.tanh(x) * 0.9 + t / 5000, t, x).prev_sample
    save_file({key: value.contiguous() for key, value in (arrays | {"timesteps": scheduler.timesteps, "end": x}).items()},
              OUT / f"{name}.safetensors")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(31)
    unet_case("unet-v1", attention_head_dim=2, down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
              up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"))
    unet_case("unet-v2", attention_head_dim=[1, 4], use_linear_projection=True,
              down_block_types=("CrossAttnDownBlock2D",) * 2, up_block_types=("CrossAttnUpBlock2D",) * 2)
    autoencoder_case()
    scheduler_case("ddim", clip_sample=False, set_alpha_to_one=False)
    scheduler_case("ddim-sample", prediction_type="sample", clip_sample=True, set_alpha_to_one=True)
    scheduler_case("ddim-v", prediction_type="v_prediction", clip_sample=True, set_alpha_to_one=True)


main()
