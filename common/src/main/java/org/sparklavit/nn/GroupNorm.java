package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** Group normalisation of (B, C, H, W) (arXiv 1803.08494). */
public final class GroupNorm {
    private final Parameter weight;
    private final Parameter bias;
    private final int groups;
    private final double epsilon;

    /** Declares the norm of {@code channels} channels; {@code groups} divides them. */
    public GroupNorm(Parameters scope, int channels, int groups, double epsilon) {
        weight = scope.undecayed("weight", Init.constant(1), channels);
        bias = scope.undecayed("bias", Init.constant(0), channels);
        this.groups = groups;
        this.epsilon = epsilon;
    }

    /** (B, C, H, W) to (B, C, H, W). */
    public NDArray forward(NDArray x) {
        return ImageOps.groupNorm(x, weight.value(), bias.value(), groups, epsilon);
    }
}
