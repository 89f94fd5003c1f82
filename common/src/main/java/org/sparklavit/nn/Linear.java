package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** {@code y = x W^T + b}, with PyTorch's names {@code weight} (O, I) and {@code bias} (O). */
public final class Linear {
    private final Parameter weight;
    private final Parameter bias;

    private Linear(Parameter weight, Parameter bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** Declares a layer with bias, for a residual branch. */
    public static Linear withBias(Parameters scope, int inputs, int outputs) {
        return withBias(scope, inputs, outputs, small(inputs));
    }

    /** Declares the last layer before class scores, which start at {@code scores}. */
    public static Linear ofScores(Parameters scope, int inputs, float... scores) {
        Parameter weight = scope.weight("weight", small(inputs), scores.length, inputs);
        return new Linear(weight, scope.undecayed("bias", Init.values(scores), scores.length));
    }

    /** Declares a layer with bias that is followed by a rectifier in a plain chain of layers. */
    public static Linear rectified(Parameters scope, int inputs, int outputs) {
        return withBias(scope, inputs, outputs, Init.truncatedNormal(Math.sqrt(2.0 / inputs)));
    }

    /** Declares a layer with bias whose inputs are vectors of length one: its outputs are about one each. */
    public static Linear ofUnitVectors(Parameters scope, int inputs, int outputs) {
        return withBias(scope, inputs, outputs, Init.truncatedNormal(1));
    }

    /** Declares a layer without bias, for a residual branch. */
    public static Linear withoutBias(Parameters scope, int inputs, int outputs) {
        return new Linear(scope.weight("weight", small(inputs), outputs, inputs), null);
    }

    private static Linear withBias(Parameters scope, int inputs, int outputs, Init weight) {
        return new Linear(
                scope.weight("weight", weight, outputs, inputs), scope.undecayed("bias", Init.constant(0), outputs));
    }

    /** SmallInit (arXiv 1910.05895). The usual 0.02 belongs to widths of about 1 000; in narrow models signals die. */
    private static Init small(int inputs) {
        return Init.truncatedNormal(Math.sqrt(2.0 / (5.0 * inputs)));
    }

    /** The matrix (O, I). */
    public Parameter weight() {
        return weight;
    }

    /** The bias (O); null where there is none. */
    public Parameter bias() {
        return bias;
    }

    /** (..., I) to (..., O). */
    public NDArray forward(NDArray x) {
        return bias == null ? Ops.linear(x, weight.value()) : Ops.linear(x, weight.value(), bias.value());
    }
}
