package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.Parameters;

/**
 * The projections of cross-attention, under LaVIT's names {@code query}, {@code key}, {@code value}, {@code proj}. How
 * queries meet keys (which mask, which weights) is the caller's.
 */
public final class CrossAttention {
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear proj;

    /** Declares four layers with bias. */
    public CrossAttention(Parameters scope, int width) {
        query = Linear.withBias(scope.scope("query"), width, width);
        key = Linear.withBias(scope.scope("key"), width, width);
        value = Linear.withBias(scope.scope("value"), width, width);
        proj = Linear.withBias(scope.scope("proj"), width, width);
    }

    /** Queries from {@code x} (B, T, D), keys and values from {@code memory} (B, S, D): (B, T, D). */
    public NDArray forward(NDArray x, NDArray memory, AttentionKernel kernel) {
        return proj.forward(kernel.attend(query.forward(x), key.forward(memory), value.forward(memory)));
    }
}
