package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** {@code y = x W^T + b}, with PyTorch's names {@code weight} (O, I) and {@code bias} (O). */
public final class Linear {
    private static final Init WEIGHT = Init.truncatedNormal(0.02);

    private final Parameter weight;
    private final Parameter bias;

    private Linear(Parameter weight, Parameter bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** Declares a layer with bias. */
    public static Linear withBias(Parameters scope, int inputs, int outputs) {
        return new Linear(
                scope.weight("weight", WEIGHT, outputs, inputs), scope.undecayed("bias", Init.constant(0), outputs));
    }

    /** Declares a layer without bias. */
    public static Linear withoutBias(Parameters scope, int inputs, int outputs) {
        return new Linear(scope.weight("weight", WEIGHT, outputs, inputs), null);
    }

    /** The matrix (O, I). */
    public Parameter weight() {
        return weight;
    }

    /** (..., I) to (..., O). */
    public NDArray forward(NDArray x) {
        return bias == null ? Ops.linear(x, weight.value()) : Ops.linear(x, weight.value(), bias.value());
    }
}
