package org.sparklavit.language.training;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.language.RowBatch;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.tensor.Ops;
import org.sparklavit.train.StepMetrics;

/**
 * What rows cost: the cross-entropy of every supervised id and, where features are predicted, their weighted error.
 *
 * @param ids (N) in nats
 * @param features (M) mean squared errors; empty if no feature is predicted
 */
record BatchLoss(RowBatch batch, NDArray ids, Optional<NDArray> features) {
    private static final String REGRESSION = "_regression";

    /** Of {@code hidden} (B, T, W), which the model made of {@code batch}. */
    static BatchLoss of(UnifiedModel model, NDArray hidden, RowBatch batch) {
        return new BatchLoss(batch, model.losses(hidden, batch), model.regressionErrors(hidden, batch));
    }

    /** The sum over supervised ids and predicted features, to be differentiated. */
    NDArray sum(double regressionWeight) {
        return features.isEmpty()
                ? ids.sum()
                : ids.sum().add(Ops.scale(features.get().sum(), regressionWeight));
    }

    /** The number of supervised ids and predicted features. */
    double weight() {
        return (double) batch.streams().size()
                + (features.isEmpty() ? 0 : streamsOfFeatures().size());
    }

    private List<Stream> streamsOfFeatures() {
        return batch.images().orElseThrow().streams();
    }

    /** Adds the mean of each stream under its name behind {@code prefix}. */
    void addTo(StepMetrics metrics, String prefix) {
        new StreamLosses(ids, batch.streams()).addTo(metrics, prefix, "");
        features.ifPresent(errors -> new StreamLosses(errors, streamsOfFeatures()).addTo(metrics, prefix, REGRESSION));
    }
}
