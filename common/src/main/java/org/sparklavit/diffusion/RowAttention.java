package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;

/** Attention under diffusers' names {@code to_q}, {@code to_k}, {@code to_v} and {@code to_out.0}. */
final class RowAttention {
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;
    private final int heads;

    private RowAttention(Linear query, Linear key, Linear value, Linear out, int heads) {
        this.query = query;
        this.key = key;
        this.value = value;
        this.out = out;
        this.heads = heads;
    }

    /** Declares the U-Net's: queries, keys and values without bias, from rows of {@code memoryWidth}. */
    static RowAttention ofTransformer(Parameters scope, int width, int memoryWidth, int heads) {
        return new RowAttention(
                Linear.withoutBias(scope.scope("to_q"), width, width),
                Linear.withoutBias(scope.scope("to_k"), memoryWidth, width),
                Linear.withoutBias(scope.scope("to_v"), memoryWidth, width),
                Linear.withBias(scope.scope("to_out", 0), width, width),
                heads);
    }

    /** Declares the autoencoder's: one head, all with bias. */
    static RowAttention ofAutoencoder(Parameters scope, int width) {
        return new RowAttention(
                Linear.withBias(scope.scope("to_q"), width, width),
                Linear.withBias(scope.scope("to_k"), width, width),
                Linear.withBias(scope.scope("to_v"), width, width),
                Linear.withBias(scope.scope("to_out", 0), width, width),
                1);
    }

    /** Queries from {@code x} (B, T, D), keys and values from {@code memory} (B, S, M): (B, T, D). */
    NDArray forward(NDArray x, NDArray memory) {
        return out.forward(Ops.attention(query.forward(x), key.forward(memory), value.forward(memory), heads, false));
    }
}
