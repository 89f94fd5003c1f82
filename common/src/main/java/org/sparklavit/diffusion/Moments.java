package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;

/**
 * What an autoencoder says of pictures: a normal distribution for each number of their latents.
 *
 * @param mean scaled, (B, C, h, w)
 * @param deviation standard deviation, scaled, like that
 */
public record Moments(NDArray mean, NDArray deviation) {
    /** Latents (B, C, h, w): {@code mean + deviation noise}. */
    public NDArray sample(NDArray noise) {
        return mean.add(deviation.mul(noise));
    }
}
