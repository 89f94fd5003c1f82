package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.RowBatch.Images;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.RowOps;

/**
 * LaVIT's language model (arXiv 2309.04669, section 3.3): a LLaMA whose vocabulary holds text and visual codes, and one
 * linear map that brings the merged features of an image to the model's width. For Emu's objective another one leads
 * back, from the hidden state to the next feature.
 *
 * <p>Shapes: B rows, T positions, W width, V all ids, D feature width, N supervised positions, M features.
 */
public final class UnifiedModel {
    private static final String PROJECTION = "vit_proj";
    private static final String REGRESSION = "vit_head";

    private final Parameters parameters = Parameters.create();
    private final Vocabulary vocabulary;
    private final Llama llama;
    private final Optional<Linear> projection;
    private final Optional<Linear> regression;
    private final List<String> visualParts = new ArrayList<>();

    /** A model that predicts ids alone. */
    public UnifiedModel(LlamaConfig config, Vocabulary vocabulary, int featureWidth) {
        this(config, vocabulary, featureWidth, false);
    }

    /**
     * Declares the parameters.
     *
     * @param featureWidth D, or 0 for a model whose images are always codes
     * @param predictsFeatures whether there is a head that predicts features
     */
    public UnifiedModel(LlamaConfig config, Vocabulary vocabulary, int featureWidth, boolean predictsFeatures) {
        this.vocabulary = vocabulary;
        llama = new Llama(parameters, config, vocabulary.size());
        projection = featureWidth > 0
                ? Optional.of(Linear.withBias(visualPart(PROJECTION), featureWidth, config.width()))
                : Optional.empty();
        regression = predictsFeatures
                ? Optional.of(Linear.withBias(visualPart(REGRESSION), config.width(), featureWidth))
                : Optional.empty();
    }

    /** A scope for parameters around the LLaMA; they are trained with it, and have a file of their own. */
    public Parameters visualPart(String name) {
        visualParts.add(name);
        return parameters.scope(name);
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

    /** All parameters by the stage of {@link #hidden(RowBatch, CutGraph)} that uses them first. */
    public List<List<Parameter>> stages() {
        List<List<Parameter>> stages = new ArrayList<>();
        for (int stage = 0; stage < llama.stages(); stage++) {
            int number = stage;
            stages.add(parameters().stream().filter(p -> stageOf(p) == number).toList());
        }
        return stages;
    }

    /** The parts around the LLaMA come before its blocks, except the head that predicts features. */
    private int stageOf(Parameter parameter) {
        boolean isBefore = visualParts.stream().anyMatch(part -> !part.equals(REGRESSION) && isOf(part, parameter));
        return isBefore ? 0 : llama.stageOf(parameter);
    }

    /** The parameters of the LLaMA alone. */
    public List<Parameter> languageParameters() {
        return parameters().stream()
                .filter(p -> visualParts.stream().noneMatch(part -> isOf(part, p)))
                .toList();
    }

    /** The parameters around the LLaMA, by the prefix of their names. */
    public Map<String, List<Parameter>> visualParts() {
        Map<String, List<Parameter>> parts = new TreeMap<>();
        for (String part : visualParts) {
            parts.put(part, parameters().stream().filter(p -> isOf(part, p)).toList());
        }
        return parts;
    }

    private static boolean isOf(String part, Parameter parameter) {
        return parameter.name().startsWith(part + ".");
    }

    /** The inputs of {@code rows}, features in the place of codes where there are some: (B, T, W). */
    public NDArray inputs(RowBatch rows) {
        NDArray x = llama.embed(rows.ids());
        if (rows.images().isEmpty()) {
            return x;
        }
        Linear map = projection.orElseThrow(
                () -> new IllegalStateException("the rows hold features but the model has no " + PROJECTION));
        Images images = rows.images().get();
        return RowOps.replaceRows(x, images.index(), map.forward(images.features()));
    }

    /** The hidden states of packed rows, behind the final norm: (B, T, W). */
    public NDArray hidden(RowBatch rows) {
        return llama.hidden(inputs(rows), rows.positions(), attending(rows));
    }

    /** The same for training, in the pieces of {@code graph}. */
    public NDArray hidden(RowBatch rows, CutGraph graph) {
        return llama.hidden(inputs(rows), rows.positions(), attending(rows), graph);
    }

    private Attending attending(RowBatch rows) {
        return Attending.packed(llama.config(), rows.documents());
    }

    /** The cross-entropy of each supervised position: (N). The head is computed for those alone. */
    public NDArray losses(NDArray hidden, RowBatch rows) {
        NDArray logits = llama.logits(RowOps.selectRows(hidden, rows.supervised()));
        return Ops.crossEntropy(logits, rows.targets(), RowBatch.IGNORE);
    }

    /** The mean squared error of each predicted feature (M); empty if the rows ask for none. */
    public Optional<NDArray> regressionErrors(NDArray hidden, RowBatch rows) {
        Optional<NDArray> from = rows.images().flatMap(Images::predictedFrom);
        if (from.isEmpty()) {
            return Optional.empty();
        }
        Linear head = regression.orElseThrow(
                () -> new IllegalStateException("features are to be predicted but the model has no " + REGRESSION));
        NDArray predicted = head.forward(RowOps.selectRows(hidden, from.get()));
        return Optional.of(
                Ops.meanSquaredError(predicted, rows.images().orElseThrow().features()));
    }
}
