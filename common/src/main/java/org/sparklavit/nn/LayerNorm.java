package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** Layer normalisation over the last axis (arXiv 1607.06450). */
public final class LayerNorm {
    private final Parameter weight;
    private final Parameter bias;
    private final double epsilon;

    /** Declares the norm of {@code width} features. */
    public LayerNorm(Parameters scope, int width, double epsilon) {
        weight = scope.undecayed("weight", Init.constant(1), width);
        bias = scope.undecayed("bias", Init.constant(0), width);
        this.epsilon = epsilon;
    }

    /** (..., D) to (..., D). */
    public NDArray forward(NDArray x) {
        return Ops.layerNorm(x, weight.value(), bias.value(), epsilon);
    }
}
