package org.sparklavit.tokenizer.encoder;

import ai.djl.ndarray.NDArray;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.vision.VisionTransformerConfig;

/**
 * Asks each patch feature to rebuild its own pixels. Captions alone teach a small encoder to spread one summary over all
 * patches, which makes any few of them as good as any others; with this, a patch says what is in its place, and a richer
 * picture needs more of them.
 */
final class PatchPixels {
    private static final double EPSILON = 1e-6;
    private static final int CHANNELS = 3;

    private final LayerNorm norm;
    private final Linear projection;
    private final int grid;
    private final int patch;

    PatchPixels(Parameters scope, VisionTransformerConfig config) {
        norm = new LayerNorm(scope.scope("norm"), config.width(), EPSILON);
        grid = config.grid();
        patch = config.patchSize();
        projection = Linear.withBias(scope.scope("projection"), config.width(), CHANNELS * patch * patch);
    }

    /**
     * The mean squared error of the rebuilt pixels, over all patches: a scalar.
     *
     * @param features (B, N, D)
     * @param images (B, 3, S, S), normalised
     */
    NDArray error(NDArray features, NDArray images) {
        NDArray own = images.reshape(-1, CHANNELS, grid, patch, grid, patch)
                .transpose(0, 2, 4, 1, 3, 5)
                .reshape(-1, (long) grid * grid, (long) CHANNELS * patch * patch);
        return projection
                .forward(norm.forward(features))
                .sub(Ops.detach(own))
                .square()
                .mean();
    }
}
