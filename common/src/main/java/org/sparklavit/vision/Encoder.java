package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;

/** A vision encoder as the tokenizer sees it: one feature per patch, in raster order. */
public interface Encoder {
    /** Normalised images (B, 3, H, W) to features (B, N, D). */
    NDArray features(NDArray images);

    /** Side H = W of an image, in pixels. */
    int imageSize();

    /** Patches N of an image. */
    int patches();

    /** Width D of a feature. */
    int width();
}
