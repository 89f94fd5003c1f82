package org.sparklavit.train;

import ai.djl.ndarray.NDArray;

/**
 * The loss of one micro-batch as a sum, so that micro-batches and ranks of unequal content average right.
 *
 * @param sum a differentiable scalar, the sum over the weight units
 * @param weight the number of units (images, supervised tokens)
 */
public record LossSum(NDArray sum, double weight) {}
