package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import org.sparklavit.nn.AttentionKernel;
import org.sparklavit.nn.CrossAttention;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.nn.Mlp;
import org.sparklavit.nn.SelfAttention;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.VisionOps;

/**
 * The pre-norm block of merger and decoder: self-attention, cross-attention to a memory, perceptron. Who attends to
 * whom is in the two kernels, so the dense and the packed form share it.
 */
final class FusionBlock {
    private static final double EPSILON = 1e-5;

    private final LayerNorm norm0;
    private final SelfAttention self;
    private final LayerNorm norm1;
    private final CrossAttention cross;
    private final LayerNorm norm2;
    private final Mlp mlp;

    /** The state-dict names of the two attentions. */
    record Names(String self, String cross) {}

    FusionBlock(Parameters scope, Names names, int width, int hidden) {
        norm0 = new LayerNorm(scope.scope("norm0"), width, EPSILON);
        self = new SelfAttention(scope.scope(names.self()), width);
        norm1 = new LayerNorm(scope.scope("norm1"), width, EPSILON);
        cross = new CrossAttention(scope.scope(names.cross()), width);
        norm2 = new LayerNorm(scope.scope("norm2"), width, EPSILON);
        mlp = new Mlp(scope.scope("mlp"), width, hidden);
    }

    /** (B, T, D) with a memory (B, S, D) to (B, T, D). */
    NDArray forward(NDArray x, NDArray memory, AttentionKernel among, AttentionKernel toMemory) {
        NDArray mixed = x.add(self.forward(norm0.forward(x), among));
        // Keys and values belong to their memory's manager: this block's own copy of the handle is freed with the
        // block.
        NDArray informed = mixed.add(cross.forward(norm1.forward(mixed), VisionOps.lent(x, memory), toMemory));
        return informed.add(mlp.forward(norm2.forward(informed)));
    }
}
