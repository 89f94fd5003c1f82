package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.VisionOps;

/** EVA's self-attention: queries and values have a bias, keys have none. */
final class EncoderAttention {
    private static final int PARTS = 3;
    private static final int WIDTH_AXIS = 2;

    private final Linear qkv;
    private final Parameter queryBias;
    private final Parameter valueBias;
    private final Linear proj;
    private final int heads;

    EncoderAttention(Parameters scope, int width, int heads) {
        queryBias = scope.undecayed("q_bias", Init.constant(0), width);
        valueBias = scope.undecayed("v_bias", Init.constant(0), width);
        qkv = Linear.withoutBias(scope.scope("qkv"), width, PARTS * width);
        proj = Linear.withBias(scope.scope("proj"), width, width);
        this.heads = heads;
    }

    /** (B, T, D) to (B, T, D). */
    NDArray forward(NDArray x) {
        NDArray projected = VisionOps.qkv(x, qkv.weight().value(), queryBias.value(), valueBias.value());
        NDList parts = projected.split(PARTS, WIDTH_AXIS);
        return proj.forward(Ops.attention(parts.get(0), parts.get(1), parts.get(2), heads, false));
    }
}
