package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.vision.Encoder;
import org.sparklavit.vision.GumbelNoise;

/**
 * A micro-batch as the frozen encoder sees it.
 *
 * @param features X (B, N, D), without gradient
 * @param keys (B): tells samples apart, see {@link GumbelNoise#keyOf}
 */
record EncodedBatch(NDArray features, long[] keys) {
    private static final int CHANNELS = 3;
    private static final int CLASSES = 2;

    static EncodedBatch of(NDManager manager, Encoder encoder, ImageBatch batch) {
        int side = encoder.imageSize();
        long[] keys = batch.samples().stream()
                .mapToLong(sample -> GumbelNoise.keyOf(sample.id()))
                .toArray();
        try (Autograd still = Autograd.off()) {
            NDArray images = manager.create(batch.pixels(), new Shape(batch.size(), CHANNELS, side, side));
            return new EncodedBatch(encoder.features(images), keys);
        }
    }

    /** The number B of images. */
    int size() {
        return keys.length;
    }

    /** The number N of patches of an image. */
    int patches() {
        return Math.toIntExact(features.getShape().get(1));
    }

    /** Gumbel noise (B, N, 2) times {@code scale}, the same for a sample on whatever rank it is. */
    NDArray noise(long seed, long step, double scale) {
        int values = patches() * CLASSES;
        float[] noise = new float[size() * values];
        for (int b = 0; b < keys.length && scale > 0; b++) {
            GumbelNoise.fill(noise, b * values, values, scale, GumbelNoise.random(seed, step, keys[b]));
        }
        return features.getManager().create(noise, new Shape(size(), patches(), CLASSES));
    }
}
