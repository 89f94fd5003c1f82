package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.sparklavit.tensor.Parameters;

/** The projections of self-attention with one fused {@code qkv} matrix and {@code proj}. */
public final class SelfAttention {
    private static final int PARTS = 3;
    private static final int WIDTH_AXIS = 2;

    private final Linear qkv;
    private final Linear proj;

    /** Declares two layers with bias. */
    public SelfAttention(Parameters scope, int width) {
        qkv = Linear.withBias(scope.scope("qkv"), width, PARTS * width);
        proj = Linear.withBias(scope.scope("proj"), width, width);
    }

    /** (B, T, D) to (B, T, D), mixed by {@code kernel}. */
    public NDArray forward(NDArray x, AttentionKernel kernel) {
        NDList parts = qkv.forward(x).split(PARTS, WIDTH_AXIS);
        return proj.forward(kernel.attend(parts.get(0), parts.get(1), parts.get(2)));
    }
}
