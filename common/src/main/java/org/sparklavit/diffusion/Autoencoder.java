package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.sparklavit.nn.Conv2d;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.WeightsDigest;

/**
 * The variational autoencoder of latent diffusion (arXiv 2112.10752), diffusers' {@code AutoencoderKL}: pixels in
 * [-1, 1], (B, 3, H, W), to latents (B, C, H / f, W / f) and back, f = {@link AutoencoderConfig#reduction}.
 */
public final class Autoencoder {
    static final int COLOURS = 3;
    private static final double EPSILON = 1e-6;
    /** What stands before the names of parameters on the way to a latent. */
    private static final List<String> DECIDING = List.of("encoder.", "quant_conv.");

    private final Parameters scope;
    private final AutoencoderConfig config;
    private final AutoencoderDown encoder;
    private final Conv2d quant;
    private final Conv2d postQuant;
    private final AutoencoderUp decoder;

    /** Declares the model under diffusers' names. */
    public Autoencoder(Parameters scope, AutoencoderConfig config) {
        this.scope = scope;
        this.config = config;
        ResnetBlock.Kind kind = new ResnetBlock.Kind(config.normGroups(), EPSILON, 0);
        encoder = new AutoencoderDown(scope.scope("encoder"), config, kind);
        decoder = new AutoencoderUp(scope.scope("decoder"), config, kind);
        int latent = config.latentChannels();
        quant = Conv2d.oneByOne(scope.scope("quant_conv"), 2 * latent, 2 * latent);
        postQuant = Conv2d.oneByOne(scope.scope("post_quant_conv"), latent, latent);
    }

    /**
     * A digest of all that decides the latents of given pixels, as 64 hexadecimal digits. The decoder has no part in them.
     */
    public String fingerprint() {
        List<Parameter> deciding = scope.all().stream()
                .filter(parameter -> DECIDING.stream().anyMatch(parameter.name()::startsWith))
                .toList();
        return WeightsDigest.create()
                .add(String.format("autoencoder norm groups %d scaling %s", config.normGroups(), config.scaling()))
                .add("autoencoder", deciding)
                .hex();
    }

    /** Its sizes. */
    public AutoencoderConfig config() {
        return config;
    }

    /**
     * The distribution of the latents (B, C, h, w) of pixels (B, 3, H, W), scaled to a deviation of about one; the deviation
     * is {@code e^(log variance / 2)}.
     */
    public Moments encode(NDArray pixels) {
        NDList moments = quant.forward(encoder.forward(pixels)).split(2, 1);
        NDArray deviation = Ops.scale(moments.get(1).clip(-30, 20), 0.5).exp();
        return new Moments(Ops.scale(moments.get(0), config.scaling()), Ops.scale(deviation, config.scaling()));
    }

    /** Pixels (B, 3, H, W), about [-1, 1], of scaled latents (B, C, h, w). */
    public NDArray decode(NDArray latents) {
        return decoder.forward(postQuant.forward(Ops.scale(latents, 1 / config.scaling())));
    }
}
