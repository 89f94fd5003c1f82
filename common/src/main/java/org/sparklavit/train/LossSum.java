package org.sparklavit.train;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.FlatParameters;

/**
 * The loss of one micro-batch as a sum, so that micro-batches and ranks of unequal content average right.
 *
 * @param sum a differentiable scalar, the sum over the weight units
 * @param weight the number of units (images, supervised tokens)
 * @param backward how it is differentiated
 */
public record LossSum(NDArray sum, double weight, Backward backward) {
    /** Differentiates a loss whose graph is not in one piece. */
    @FunctionalInterface
    public interface Backward {
        /** Adds the gradients of {@code sum} to those of {@code parameters}. */
        void addGradients(NDArray sum, FlatParameters parameters);
    }

    /** A loss with its whole graph. */
    public LossSum(NDArray sum, double weight) {
        this(sum, weight, (loss, parameters) -> parameters.addGradients(loss));
    }

    /** Adds the gradients to those of {@code parameters} and returns the value of the sum. */
    double differentiate(FlatParameters parameters) {
        backward.addGradients(sum, parameters);
        return sum.getFloat();
    }
}
