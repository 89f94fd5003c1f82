package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;

/** The two-layer perceptron of a vision transformer: {@code fc2(activation(fc1(x)))}. */
public final class Mlp {
    private final Linear fc1;
    private final Linear fc2;
    private final UnaryOperator<NDArray> activation;

    /** Declares {@code fc1} and {@code fc2}, with exact GELU in between. */
    public Mlp(Parameters scope, int width, int hidden) {
        this(scope, width, hidden, Ops::gelu);
    }

    /** Declares {@code fc1} and {@code fc2}. */
    public Mlp(Parameters scope, int width, int hidden, UnaryOperator<NDArray> activation) {
        fc1 = Linear.withBias(scope.scope("fc1"), width, hidden);
        fc2 = Linear.withBias(scope.scope("fc2"), hidden, width);
        this.activation = activation;
    }

    /** (..., D) to (..., D). */
    public NDArray forward(NDArray x) {
        return fc2.forward(activation.apply(fc1.forward(x)));
    }
}
