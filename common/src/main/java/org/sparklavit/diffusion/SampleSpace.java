package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The way between a picture and what the U-Net denoises. Nothing here is trained.
 *
 * <p>Shapes: B pictures of S x S pixels in [-1, 1], (B, 3, S, S); their samples (B, C, H, W).
 */
public interface SampleSpace extends AutoCloseable {
    /** The shape (C, H, W) of one sample. */
    Shape shape();

    /** Whether {@link #encode} draws, and so reads its noise. */
    boolean isDrawn();

    /** Samples of pictures, without gradient; noise has their shape. */
    NDArray encode(NDArray pixels, NDArray noise);

    /** Pictures of samples. */
    NDArray decode(NDArray samples);

    @Override
    void close();
}
