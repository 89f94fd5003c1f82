package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.nn.Mlp;
import org.sparklavit.tensor.Parameters;

/** One pre-norm block of {@link VisionTransformer}. */
final class EncoderBlock {
    private static final double EPSILON = 1e-6;

    private final LayerNorm norm1;
    private final EncoderAttention attention;
    private final LayerNorm norm2;
    private final Mlp mlp;

    EncoderBlock(Parameters scope, VisionTransformerConfig config) {
        norm1 = new LayerNorm(scope.scope("norm1"), config.width(), EPSILON);
        attention = new EncoderAttention(scope.scope("attn"), config.width(), config.heads());
        norm2 = new LayerNorm(scope.scope("norm2"), config.width(), EPSILON);
        mlp = new Mlp(scope.scope("mlp"), config.width(), config.hidden());
    }

    /** (B, 1 + N, D) to (B, 1 + N, D). */
    NDArray forward(NDArray x) {
        NDArray attended = x.add(attention.forward(norm1.forward(x)));
        return attended.add(mlp.forward(norm2.forward(attended)));
    }
}
