package org.sparklavit.diffusion;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.Setting;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.data.image.Preprocessing;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;

/** In what a picture is drawn: pixels themselves, or latents that an autoencoder turns into pixels. */
public sealed interface SpaceConfig extends Serializable {
    /** Side of a drawn picture, which is square, in pixels. */
    int imageSize();

    /** Whether samples lie in [-1, 1]. */
    boolean isBounded();

    /** The way of a picture to what {@link SampleSpace#encode} takes, in [-1, 1]. */
    default Preprocessing view(Resize resize) {
        List<Double> half = List.of(0.5, 0.5, 0.5);
        return new Preprocessing(imageSize(), new PixelConfig(resize, half, half));
    }

    /** The same space with absolute paths. */
    SpaceConfig qualified(Storage storage) throws IOException;

    /**
     * Opens it; the caller closes it.
     *
     * @throws ConfigException if it needs weights that are not there or do not fit
     */
    SampleSpace open(Storage storage) throws IOException;

    /** Pixels, without an autoencoder. */
    record Pixels(
            @Setting(help = "Side of a drawn picture.", unit = "pixels", range = ">= 1")
            int imageSize,

            @Setting(
                    help = "So many pixels in a row, and in a column, become channels of one place (arXiv 2207.04316):"
                            + " 4 makes 16 x 16 places of 48 channels of 64 x 64 pixels, a sixteenth of the work.",
                    defaultsTo = "1",
                    range = ">= 1")
            int fold)
            implements SpaceConfig {
        /** Checks that folds fit. */
        public Pixels {
            if (imageSize % fold != 0) {
                throw new IllegalArgumentException("'fold' is set to " + fold + " but must divide 'image-size' = "
                        + imageSize + ". Change one of them.");
            }
        }

        @Override
        public boolean isBounded() {
            return true;
        }

        @Override
        public Pixels qualified(Storage storage) {
            return this;
        }

        @Override
        public SampleSpace open(Storage storage) {
            return new PixelSpace(this);
        }
    }

    /** Latents of an autoencoder. */
    record Latents(
            @Setting(help = "Side of a drawn picture.", unit = "pixels", range = ">= 1")
            int imageSize,

            @Setting(
                    help = "Folder of an AutoencoderKL in diffusers' layout, config.json and"
                            + " diffusion_pytorch_model.safetensors: vae/ of a Stable Diffusion.")
            String autoencoder)
            implements SpaceConfig {
        @Override
        public boolean isBounded() {
            return false;
        }

        @Override
        public Latents qualified(Storage storage) throws IOException {
            return new Latents(imageSize, storage.qualify(autoencoder));
        }

        @Override
        public LatentSpace open(Storage storage) throws IOException {
            return LatentSpace.open(storage, this);
        }
    }
}
