package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.RowOps;

/**
 * LaVIT's language model (arXiv 2309.04669, section 3.3): a LLaMA whose vocabulary holds text and visual codes, and one
 * linear map that brings the merged features of a condition image to the model's width.
 *
 * <p>Shapes: B rows, T positions, W width, V all ids, D feature width, N supervised positions.
 */
public final class UnifiedModel {
    private static final String PROJECTION = "vit_proj";

    private final Parameters parameters = Parameters.create();
    private final Vocabulary vocabulary;
    private final Llama llama;
    private final Optional<Linear> projection;

    /**
     * Declares the parameters.
     *
     * @param featureWidth D, or 0 for a model whose images are always codes
     */
    public UnifiedModel(LlamaConfig config, Vocabulary vocabulary, int featureWidth) {
        this.vocabulary = vocabulary;
        llama = new Llama(parameters, config, vocabulary.size());
        projection = featureWidth > 0
                ? Optional.of(Linear.withBias(parameters.scope(PROJECTION), featureWidth, config.width()))
                : Optional.empty();
    }

    /** The ids. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** The LLaMA inside. */
    public Llama llama() {
        return llama;
    }

    /** D, or 0 if images are always codes. */
    public int featureWidth() {
        return projection.map(p -> Math.toIntExact(p.weight().shape().get(1))).orElse(0);
    }

    /** All parameters. */
    public List<Parameter> parameters() {
        return parameters.all();
    }

    /** The parameters of the LLaMA alone. */
    public List<Parameter> languageParameters() {
        return parameters().stream().filter(p -> !isOfProjection(p)).toList();
    }

    /** The parameters of the map from features, behind its own prefix. */
    public List<Parameter> projectionParameters() {
        return parameters().stream().filter(UnifiedModel::isOfProjection).toList();
    }

    private static boolean isOfProjection(Parameter parameter) {
        return parameter.name().startsWith(PROJECTION + ".");
    }

    /** The inputs of {@code rows}, features in the place of codes where there are some: (B, T, W). */
    public NDArray inputs(RowBatch rows) {
        NDArray x = llama.embed(rows.ids());
        if (rows.features().isEmpty()) {
            return x;
        }
        Linear map = projection.orElseThrow(
                () -> new IllegalStateException("the rows hold features but the model has no " + PROJECTION));
        return RowOps.replaceRows(
                x, rows.featureIndex(), map.forward(rows.features().get()));
    }

    /** The cross-entropy of each supervised position: (N). The head is computed for those alone. */
    public NDArray losses(RowBatch rows) {
        NDArray hidden =
                llama.hidden(inputs(rows), rows.positions(), Attending.packed(llama.config(), rows.documents()));
        NDArray logits = llama.logits(RowOps.selectRows(hidden, rows.supervised()));
        return Ops.crossEntropy(logits, rows.targets(), RowBatch.IGNORE);
    }
}
