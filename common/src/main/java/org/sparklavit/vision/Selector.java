package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Autocast;
import org.sparklavit.tensor.HostMemory;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.Precision;
import org.sparklavit.tensor.VisionOps;

/**
 * Scores each patch: class 0 keeps it, class 1 drops it (LaVIT section 3.1; the design is DynamicViT's, arXiv
 * 2106.02034). A patch is judged by its own features beside the mean of all patches.
 *
 * <p>Shapes: features (B, N, D) to log-probabilities (B, N, 2).
 */
public final class Selector {
    private static final double EPSILON = 1e-5;
    /** An untrained selector keeps about 98 of 100 patches, so that what reads them can learn its part first. */
    private static final float KEEP = 2;

    private static final float DROP = -2;

    private final LayerNorm norm;
    private final Linear in;
    private final Linear out0;
    private final Linear out2;
    private final Linear out4;

    /** Declares the official {@code token_predictor}. */
    public Selector(Parameters scope, int width) {
        norm = new LayerNorm(scope.scope("in_conv", 0), width, EPSILON);
        in = Linear.rectified(scope.scope("in_conv", 1), width, width);
        out0 = Linear.rectified(scope.scope("out_conv", 0), width, width / 2);
        out2 = Linear.rectified(scope.scope("out_conv", 2), width / 2, width / 4);
        out4 = Linear.ofScores(scope.scope("out_conv", 4), width / 4, KEEP, DROP);
    }

    /** (B, N, D) to (B, N, 2), always in float32: near one half, a rounded score keeps another patch. */
    public NDArray forward(NDArray features) {
        try (Autocast exact = Autocast.to(Precision.FLOAT32)) {
            NDArray x = VisionOps.localAndMean(Ops.gelu(in.forward(norm.forward(features))));
            return Ops.logSoftmax(out4.forward(Ops.gelu(out2.forward(Ops.gelu(out0.forward(x))))));
        }
    }

    /** Makes every patch likelier to stay, by {@code amount} in log-odds; less likely where that is negative. */
    public void addToLogOdds(float amount) {
        HostMemory.changeFloats(out4.bias().value(), scores -> scores.put(0, scores.get(0) + amount / 2)
                .put(1, scores.get(1) - amount / 2));
    }
}
