package org.sparklavit.diffusion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.sparklavit.tensor.Parameter;

/** The smallest models that have every part. */
public final class TinyDiffusion {
    /** Side of a picture. */
    public static final int SIDE = 16;

    private TinyDiffusion() {}

    /** Pixels, folded in twos: 8 x 8 places of 12 channels. */
    public static SpaceConfig pixels() {
        return new SpaceConfig.Pixels(SIDE, 2);
    }

    /** Writes an autoencoder with random weights that halves the side: latents of 8 x 8 places and 4 channels. */
    public static SpaceConfig latents(Path folder) throws IOException {
        return latents(folder, parameter -> {});
    }

    /** The same, but what leads back to pixels has other weights. */
    public static SpaceConfig latentsWithOtherDecoder(Path folder) throws IOException {
        return latents(folder, parameter -> {
            if (parameter.name().startsWith("decoder.")) {
                parameter.value().addi(0.01f);
            }
        });
    }

    private static SpaceConfig latents(Path folder, Consumer<Parameter> change) throws IOException {
        RandomAutoencoder.write(folder, new AutoencoderConfig(4, List.of(4, 8), 1, 2, 0.5), change);
        return new SpaceConfig.Latents(SIDE, folder.toString());
    }

    /** A U-Net of two levels for samples of {@code channels}. */
    public static UNetSource unet(int channels) {
        return unet(channels, 0);
    }

    /** As the other one, with an overlay of so many channels. */
    public static UNetSource unet(int channels, int overlay) {
        List<UNetLevel> levels = List.of(new UNetLevel(8, 0), new UNetLevel(16, 2));
        UNetConfig sizes = new UNetConfig(channels, overlay, levels, 2, 1, 12, 4, false);
        return new UNetSource.New(sizes, new NoiseSchedule(1000, 0.00085, 0.012, Prediction.V_PREDICTION));
    }
}
