/**
 * Back to pixels: a denoising U-Net, a variational autoencoder and the DDIM sampler, in the layout of Hugging Face's
 * diffusers (Stable Diffusion 1.x and 2.x), and the detokenizer that draws visual tokens with them.
 */
package org.sparklavit.diffusion;
