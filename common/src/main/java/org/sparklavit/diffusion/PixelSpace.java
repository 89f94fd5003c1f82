package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.tensor.ImageOps;

/** Pixels themselves, folded into channels: nothing is lost. */
final class PixelSpace implements SampleSpace {
    private final SpaceConfig.Pixels config;

    PixelSpace(SpaceConfig.Pixels config) {
        this.config = config;
    }

    @Override
    public Shape shape() {
        long side = config.imageSize() / config.fold();
        return new Shape((long) RgbImage.CHANNELS * config.fold() * config.fold(), side, side);
    }

    @Override
    public boolean isDrawn() {
        return false;
    }

    @Override
    public NDArray encode(NDArray pixels, NDArray noise) {
        return ImageOps.fold(pixels, config.fold());
    }

    @Override
    public NDArray decode(NDArray samples) {
        return ImageOps.unfold(samples, config.fold());
    }

    @Override
    public void close() {}
}
