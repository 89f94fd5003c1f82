package org.sparklavit.train;

import ai.djl.ndarray.NDArray;
import java.util.function.IntConsumer;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.FlatParameters;

/**
 * The loss of one micro-batch as a sum, so that micro-batches and ranks of unequal content average right.
 *
 * @param sum a differentiable scalar, the sum over the weight units
 * @param weight the number of units (images, supervised tokens)
 * @param graph how it was made; its pieces are the stages of the learner's parameters
 */
public record LossSum(NDArray sum, double weight, CutGraph graph) {
    /** A loss with a graph in one piece. */
    public LossSum(NDArray sum, double weight) {
        this(sum, weight, CutGraph.keeping());
    }

    /**
     * Adds the gradients to those of {@code parameters} and returns the value of the sum.
     *
     * @param left told each stage whose gradients, like those of all later ones, are then final
     */
    double differentiate(FlatParameters parameters, IntConsumer left) {
        graph.differentiate(sum, parameters, left);
        return sum.getFloat();
    }
}
