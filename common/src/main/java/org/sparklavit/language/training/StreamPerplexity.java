package org.sparklavit.language.training;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.language.ImageFeatures;
import org.sparklavit.language.RowBatch;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.train.StepMetrics;

/** What held-out rows cost a model whose parameters are bound, stream by stream. */
public final class StreamPerplexity {
    private StreamPerplexity() {}

    /**
     * The mean cross-entropy of an id, in nats, by the stream's name in metrics; its exponential is the perplexity.
     *
     * @param batch rows computed at once
     */
    public static Map<String, Double> losses(UnifiedModel model, ImageFeatures features, HeldOutRows rows, int batch) {
        StepMetrics metrics = new StepMetrics();
        for (List<PackedRow> packed : rows.batches(batch)) {
            try (Autograd off = Autograd.off();
                    NDManager scratch = Tensors.newManager()) {
                RowBatch arrays = RowBatch.of(scratch, packed, features);
                BatchLoss.of(model, model.hidden(arrays), arrays).addTo(metrics, "");
            }
        }
        return metrics.values();
    }
}
