package org.sparklavit.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.sparklavit.tensor.FlatParameters;

/** A model with its objective and its data: all that {@link TrainingLoop} needs to know of what it trains. */
public interface Learner extends AutoCloseable {
    /** What is trained. */
    FlatParameters parameters();

    /** What is counted for throughput ("images", "tokens"): the name of a count that {@link #loss} adds. */
    String unit();

    /**
     * Draws this rank's next micro-batch and computes its loss, with gradient recording on.
     *
     * @param manager freed after the micro-batch
     * @param step from 1
     * @param microBatch from 0, within the step
     */
    LossSum loss(NDManager manager, long step, int microBatch, StepMetrics metrics);

    /** The names of the samples in the micro-batch that {@link #loss} drew last, for people. */
    default List<String> samples() {
        return List.of();
    }

    /** Work after the parameters have changed (moving averages), with gradient recording off, on every rank. */
    default void afterUpdate(NDManager manager, long step, StepMetrics metrics) {}

    /** Measures on held-out data, with gradient recording off, on every rank. */
    default void evaluate(NDManager manager, long step, StepMetrics metrics) {}

    /**
     * What a person should know of the figures of a log line: each a sentence that names the remedy.
     *
     * @param figures of all ranks
     */
    default List<String> warnings(long step, Map<String, Double> figures) {
        return List.of();
    }

    /** State beside the parameters that the model file holds too (a codebook, its averages), equal on all ranks. */
    default Map<String, NDArray> buffers() {
        return Map.of();
    }

    /** Called when parameters and buffers have been restored from the checkpoint of {@code step}. */
    default void restored(long step) {}

    /** Where this rank stands in its data, as one line of JSON. */
    default String dataState() {
        return "{}";
    }

    /** Continues from the states that all ranks of an earlier run saved, in rank order, whatever their number. */
    default void restoreDataState(List<String> statesOfAllRanks) {}

    @Override
    void close();
}
