package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.sparklavit.tensor.Parameters;

/** The projections of self-attention with one fused {@code qkv} matrix and {@code proj}. */
public final class SelfAttention {
    private static final int PARTS = 3;

    private final Linear qkv;
    private final Linear proj;

    /** Declares two layers with bias. */
    public SelfAttention(Parameters scope, int width) {
        qkv = Linear.withBias(scope.scope("qkv"), width, PARTS * width);
        proj = Linear.withBias(scope.scope("proj"), width, width);
    }

    /** (..., D) to (..., D), mixed by {@code kernel}. */
    public NDArray forward(NDArray x, AttentionKernel kernel) {
        NDArray projected = qkv.forward(x);
        NDList parts = projected.split(PARTS, projected.getShape().dimension() - 1);
        return proj.forward(kernel.attend(parts.get(0), parts.get(1), parts.get(2)));
    }
}
