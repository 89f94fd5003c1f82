package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;

/** Statistics of features, in double precision. */
public final class FeatureOps {
    private FeatureOps() {}

    /** The Frechet distance of two normal distributions with the means and covariances of {@code x} (N, D) and {@code y} (M, D). */
    public static double frechetDistance(NDArray x, NDArray y) {
        try (NDArray distance = OpLibrary.call(x, "frechet_distance", x, y)) {
            return HostMemory.number(distance);
        }
    }
}
