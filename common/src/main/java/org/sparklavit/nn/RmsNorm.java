package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** Root-mean-square normalisation over the last axis (arXiv 1910.07467). */
public final class RmsNorm {
    private final Parameter weight;
    private final double epsilon;

    /** Declares the norm of {@code width} features. */
    public RmsNorm(Parameters scope, int width, double epsilon) {
        weight = scope.undecayed("weight", Init.constant(1), width);
        this.epsilon = epsilon;
    }

    /** The factors (D). */
    public Parameter weight() {
        return weight;
    }

    /** (..., D) to (..., D). */
    public NDArray forward(NDArray x) {
        return Ops.rmsNorm(x, weight.value(), epsilon);
    }
}
