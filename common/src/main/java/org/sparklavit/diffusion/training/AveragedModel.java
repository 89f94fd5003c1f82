package org.sparklavit.diffusion.training;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparklavit.diffusion.DetokenizerModel;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;

/**
 * A second model whose weights are moving averages of the first one's (arXiv 2006.11239, section 4): less noisy than any
 * single step, and what is written in the end.
 */
final class AveragedModel implements AutoCloseable {
    private static final String BUFFER = "average:";
    /** In the n-th step the decay is at most (1 + n) / (10 + n). */
    private static final double WARM_UP = 10;

    private final double decay;
    private final DetokenizerModel model;
    private final FrozenParameters memory;
    private final List<NDArray> averages;
    private final List<NDArray> trained;

    /** Begins with the values of {@code trained}. */
    AveragedModel(DetokenizerModel trained, int featureWidth, double decay) {
        this.decay = decay;
        model = new DetokenizerModel(trained.config(), featureWidth);
        memory = FrozenParameters.initialize(model.parameters(), 0);
        averages = values(model);
        this.trained = values(trained);
        FlatUpdates.approach(averages, this.trained, 1);
    }

    private static List<NDArray> values(DetokenizerModel model) {
        return model.parameters().stream().map(Parameter::value).toList();
    }

    DetokenizerModel model() {
        return model;
    }

    /** After {@code step}, from 1. */
    void update(long step) {
        double now = Math.min(decay, (1 + step) / (WARM_UP + step));
        FlatUpdates.approach(averages, trained, 1 - now);
    }

    /** The averages by name. */
    Map<String, NDArray> buffers() {
        Map<String, NDArray> buffers = new LinkedHashMap<>();
        model.parameters().forEach(p -> buffers.put(BUFFER + p.name(), p.value()));
        return buffers;
    }

    @Override
    public void close() {
        memory.close();
    }
}
