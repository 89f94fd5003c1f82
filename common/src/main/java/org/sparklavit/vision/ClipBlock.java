package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.nn.Mlp;
import org.sparklavit.tensor.Parameters;

/** One pre-norm block of {@link ClipVisionTransformer}. */
final class ClipBlock {
    private final LayerNorm norm1;
    private final ClipAttention attention;
    private final LayerNorm norm2;
    private final Mlp mlp;

    ClipBlock(Parameters scope, VisionTransformerConfig config, UnaryOperator<NDArray> activation) {
        norm1 = new LayerNorm(scope.scope("layer_norm1"), config.width(), ClipVisionTransformer.EPSILON);
        attention = new ClipAttention(scope.scope("self_attn"), config.width(), config.heads());
        norm2 = new LayerNorm(scope.scope("layer_norm2"), config.width(), ClipVisionTransformer.EPSILON);
        mlp = new Mlp(scope.scope("mlp"), config.width(), config.hidden(), activation);
    }

    /** (B, 1 + N, D) to (B, 1 + N, D). */
    NDArray forward(NDArray x) {
        NDArray attended = x.add(attention.forward(norm1.forward(x)));
        return attended.add(mlp.forward(norm2.forward(attended)));
    }
}
