package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;

/** CLIP's self-attention: four projections with bias. */
final class ClipAttention {
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;
    private final int heads;

    ClipAttention(Parameters scope, int width, int heads) {
        query = Linear.withBias(scope.scope("q_proj"), width, width);
        key = Linear.withBias(scope.scope("k_proj"), width, width);
        value = Linear.withBias(scope.scope("v_proj"), width, width);
        out = Linear.withBias(scope.scope("out_proj"), width, width);
        this.heads = heads;
    }

    /** (B, T, D) to (B, T, D). */
    NDArray forward(NDArray x) {
        return out.forward(Ops.attention(query.forward(x), key.forward(x), value.forward(x), heads, false));
    }
}
