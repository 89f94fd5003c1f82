package org.sparklavit.diffusion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameters;

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
        AutoencoderConfig sizes = new AutoencoderConfig(4, List.of(4, 8), 1, 2, 0.5);
        Parameters scope = Parameters.create();
        new Autoencoder(scope, sizes);
        try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 3)) {
            new DiffusersPart(Storage.local(), folder.toString()).write(AUTOENCODER, scope.all(), "");
        }
        return new SpaceConfig.Latents(SIDE, folder.toString());
    }

    private static final String AUTOENCODER = """
            {"_class_name": "AutoencoderKL", "block_out_channels": [4, 8], "latent_channels": 4, "layers_per_block": 1,
             "norm_num_groups": 2, "scaling_factor": 0.5}
            """;

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
