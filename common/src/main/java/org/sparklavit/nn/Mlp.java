package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;

/** The two-layer perceptron of a vision transformer: {@code fc2(gelu(fc1(x)))}, exact GELU. */
public final class Mlp {
    private final Linear fc1;
    private final Linear fc2;

    /** Declares {@code fc1} and {@code fc2}. */
    public Mlp(Parameters scope, int width, int hidden) {
        fc1 = Linear.withBias(scope.scope("fc1"), width, hidden);
        fc2 = Linear.withBias(scope.scope("fc2"), hidden, width);
    }

    /** (..., D) to (..., D). */
    public NDArray forward(NDArray x) {
        return fc2.forward(Ops.gelu(fc1.forward(x)));
    }
}
