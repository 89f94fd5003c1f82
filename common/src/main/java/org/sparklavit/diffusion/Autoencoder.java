package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.sparklavit.nn.Conv2d;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;

/**
 * The variational autoencoder of latent diffusion (arXiv 2112.10752), diffusers' {@code AutoencoderKL}: pixels in
 * [-1, 1], (B, 3, H, W), to latents (B, C, H / f, W / f) and back, f = {@link AutoencoderConfig#reduction}.
 */
public final class Autoencoder {
    static final int COLOURS = 3;
    private static final double EPSILON = 1e-6;

    private final AutoencoderConfig config;
    private final AutoencoderDown encoder;
    private final Conv2d quant;
    private final Conv2d postQuant;
    private final AutoencoderUp decoder;

    /** Declares the model under diffusers' names. */
    public Autoencoder(Parameters scope, AutoencoderConfig config) {
        this.config = config;
        ResnetBlock.Kind kind = new ResnetBlock.Kind(config.normGroups(), EPSILON, 0);
        encoder = new AutoencoderDown(scope.scope("encoder"), config, kind);
        decoder = new AutoencoderUp(scope.scope("decoder"), config, kind);
        int latent = config.latentChannels();
        quant = Conv2d.oneByOne(scope.scope("quant_conv"), 2 * latent, 2 * latent);
        postQuant = Conv2d.oneByOne(scope.scope("post_quant_conv"), latent, latent);
    }

    /** Its sizes. */
    public AutoencoderConfig config() {
        return config;
    }

    /** The mean of the latents (B, C, h, w) of pixels (B, 3, H, W), scaled to a deviation of about one. */
    public NDArray encode(NDArray pixels) {
        NDArray moments = quant.forward(encoder.forward(pixels));
        return Ops.scale(moments.split(2, 1).get(0), config.scaling());
    }

    /** As {@link #encode}, but a draw: {@code mean + e^(log variance / 2) noise}, with noise (B, C, h, w). */
    public NDArray sample(NDArray pixels, NDArray noise) {
        NDList moments = quant.forward(encoder.forward(pixels)).split(2, 1);
        NDArray deviation = Ops.scale(moments.get(1).clip(-30, 20), 0.5).exp();
        return Ops.scale(moments.get(0).add(deviation.mul(noise)), config.scaling());
    }

    /** Pixels (B, 3, H, W), about [-1, 1], of scaled latents (B, C, h, w). */
    public NDArray decode(NDArray latents) {
        return decoder.forward(postQuant.forward(Ops.scale(latents, 1 / config.scaling())));
    }
}
