package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.train.LossSum;
import org.sparklavit.train.StepMetrics;

/** Adds up the loss of a micro-batch, term by term, and tells the metrics of each. */
final class LossTerms {
    private final StepMetrics metrics;
    private final int images;
    private final CutGraph graph;
    private NDArray sum;

    LossTerms(StepMetrics metrics, int images, CutGraph graph) {
        this.metrics = metrics;
        this.images = images;
        this.graph = graph;
    }

    /** Adds a term, given as its sum over the images. */
    LossTerms add(String name, NDArray term) {
        metrics.add(name, term.getFloat() / images, images);
        sum = sum == null ? term : sum.add(term);
        return this;
    }

    /** Notes a figure that is no part of the loss. */
    LossTerms note(String name, double mean) {
        metrics.add(name, mean, images);
        return this;
    }

    LossSum sum() {
        return new LossSum(sum, images, graph);
    }
}
