package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.sparklavit.nn.AttentionKernel;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** Self-attention with rotary positions and grouped key and value heads (arXiv 2305.13245). */
final class LlamaAttention {
    private final LlamaConfig config;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear output;

    LlamaAttention(Parameters scope, LlamaConfig config) {
        this.config = config;
        int grouped = config.groups() * config.headWidth();
        query = Linear.withoutBias(scope.scope("q_proj"), config.width(), config.width());
        key = Linear.withoutBias(scope.scope("k_proj"), config.width(), grouped);
        value = Linear.withoutBias(scope.scope("v_proj"), config.width(), grouped);
        output = Linear.withoutBias(scope.scope("o_proj"), config.width(), config.width());
    }

    /** Of queries, keys, values and output. */
    List<Parameter> weights() {
        return List.of(query.weight(), key.weight(), value.weight(), output.weight());
    }

    /** (B, T, W) to (B, T, W); the kernel sees keys and values of all groups, (B, T, G * headWidth). */
    NDArray forward(NDArray x, RotaryAngles angles, AttentionKernel kernel) {
        NDArray q = angles.rotate(query.forward(x), config.heads());
        NDArray k = angles.rotate(key.forward(x), config.groups());
        return output.forward(kernel.attend(q, k, value.forward(x)));
    }
}
