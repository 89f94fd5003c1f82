package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparklavit.data.stream.Letters;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.data.stream.TextSample;
import org.sparklavit.data.stream.TokenRowsOf;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.tensor.Autocast;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.FlatParameters.Bucket;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Precision;
import org.sparklavit.tensor.Tensors;

/** The language model's graph in pieces, kept or computed again, against the graph in one piece. */
class CutBlocksTest {
    /** Worst seen: 1.9e-6. */
    private static final Offset<Float> ROUNDED = within(1e-5f);

    /** Of their norm, from those in float32; worst seen: 1.9e-2. */
    private static final double BFLOAT16 = 0.05;

    private static final int BLOCKS = 6;
    private static final int WINDOW = 32;
    private static final int FEATURE_WIDTH = 3;
    private static final Letters LETTERS = new Letters();
    private static final Vocabulary VOCABULARY = new Vocabulary(LETTERS.size(), 16, LETTERS.endOfText());

    /** How the hidden states of a batch are computed. */
    private enum Way {
        WHOLE,
        KEEPING,
        FORGETTING;

        NDArray loss(UnifiedModel model, RowBatch batch, CutGraph graph) {
            NDArray hidden = this == WHOLE ? model.hidden(batch) : model.hidden(batch, graph);
            return model.losses(hidden, batch).sum();
        }
    }

    @ParameterizedTest
    @CsvSource({"4, false, 2", "2, false, 2", "1, true, 1"})
    void gradientsHaveTheBitsOfTheWholeGraph(int groups, boolean isTied, int microBatches) {
        LlamaConfig config = config(groups, isTied);
        float[] whole = gradients(config, Way.WHOLE, microBatches);
        assertThat(gradients(config, Way.KEEPING, microBatches)).isEqualTo(whole);
        assertThat(gradients(config, Way.FORGETTING, microBatches)).isEqualTo(whole);
    }

    /** A block is computed again in the precision of its first pass; else its gradient would belong to other values. */
    @ParameterizedTest
    @CsvSource({"4", "2"})
    void gradientsInBfloat16HaveTheBitsOfTheWholeGraphToo(int groups) {
        LlamaConfig config = config(groups, false);
        float[] whole;
        try (Autocast half = Autocast.to(Precision.BFLOAT16)) {
            whole = gradients(config, Way.WHOLE, 2);
            assertThat(gradients(config, Way.KEEPING, 2)).isEqualTo(whole);
            assertThat(gradients(config, Way.FORGETTING, 2)).isEqualTo(whole);
        }
        double difference = distance(whole, gradients(config, Way.WHOLE, 2)) / norm(whole);
        System.out.printf("bfloat16: gradients within %.1e of their norm%n", difference);
        assertThat(difference).isBetween(1e-4, BFLOAT16);
    }

    private static double norm(float[] values) {
        return distance(values, new float[values.length]);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - (double) b[i]) * (a[i] - (double) b[i]);
        }
        return Math.sqrt(sum);
    }

    @Test
    void theTwoSharesOfATiedHeadAreAddedApart() {
        float[] kept = gradients(config(1, true), Way.KEEPING, 2);
        assertThat(kept).containsExactly(gradients(config(1, true), Way.WHOLE, 2), ROUNDED);
        assertThat(gradients(config(1, true), Way.FORGETTING, 2)).isEqualTo(kept);
    }

    @Test
    void gradientsOfAStageAreFinalWhenThePassHasLeftIt() {
        UnifiedModel model = new UnifiedModel(config(2, false), VOCABULARY, FEATURE_WIDTH);
        try (FlatParameters parameters = FlatParameters.inStages(model.stages(), 1);
                NDManager manager = Tensors.newManager();
                Autograd recording = Autograd.on()) {
            parameters.initialize(1);
            CutGraph graph = CutGraph.keeping();
            NDArray loss = Way.KEEPING.loss(model, RowBatch.of(manager, rows()), graph);
            List<Integer> stages = new ArrayList<>();
            Map<Bucket, float[]> early = new LinkedHashMap<>();
            graph.differentiate(loss, parameters, stage -> {
                stages.add(stage);
                parameters.buckets().stream()
                        .filter(bucket -> bucket.stage() == stage)
                        .forEach(bucket -> early.put(bucket, bucket.gradients().toFloatArray()));
            });
            assertThat(stages).containsExactly(7, 6, 5, 4, 3, 2, 1, 0);
            assertThat(List.copyOf(early.keySet())).isEqualTo(parameters.buckets());
            early.forEach((bucket, gradients) -> {
                assertThat(gradients).isEqualTo(bucket.gradients().toFloatArray());
                assertThat(gradients).as(bucket.parameters().toString()).isNotEqualTo(new float[gradients.length]);
            });
        }
    }

    @Test
    void aParameterInAStageTooLateIsFound() {
        UnifiedModel model = new UnifiedModel(config(2, false), VOCABULARY, FEATURE_WIDTH);
        List<List<Parameter>> stages = new ArrayList<>(model.stages());
        List<Parameter> swapped = stages.set(3, stages.get(2));
        stages.set(2, swapped);
        try (FlatParameters parameters = FlatParameters.inStages(stages, FlatParameters.DEFAULT_BUCKET_BYTES);
                NDManager manager = Tensors.newManager();
                Autograd recording = Autograd.on()) {
            CutGraph graph = CutGraph.keeping();
            NDArray loss = Way.KEEPING.loss(model, RowBatch.of(manager, rows()), graph);
            assertThatThrownBy(() -> graph.differentiate(loss, parameters, stage -> {}))
                    .hasMessageContaining("a parameter of a later stage was used");
        }
    }

    @Test
    void cutsAndStagesMustBeAsMany() {
        UnifiedModel model = new UnifiedModel(config(2, false), VOCABULARY, FEATURE_WIDTH);
        try (FlatParameters parameters =
                        FlatParameters.inStages(model.stages().subList(0, 3), FlatParameters.DEFAULT_BUCKET_BYTES);
                NDManager manager = Tensors.newManager();
                Autograd recording = Autograd.on()) {
            CutGraph graph = CutGraph.keeping();
            NDArray loss = manager.create(1f);
            for (int cut = 0; cut < 7; cut++) {
                loss = graph.cut(loss);
            }
            NDArray cutLoss = loss;
            assertThatThrownBy(() -> graph.differentiate(cutLoss, parameters, stage -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a graph of 8 pieces for parameters in 3 stages");
        }
    }

    @ParameterizedTest
    @CsvSource({"3", "12"})
    void whatIsHeldGrowsByOneArrayForEachBlock(int blocks) {
        LlamaConfig config =
                new LlamaConfig(16, blocks, 4, 2, 24, 64, new RopeConfig(100, new RopeConfig.None()), 1e-5, false);
        UnifiedModel model = new UnifiedModel(config, VOCABULARY, FEATURE_WIDTH);
        try (FlatParameters parameters = FlatParameters.allocate(model.parameters());
                NDManager manager = Tensors.newManager();
                Autograd recording = Autograd.on()) {
            parameters.initialize(1);
            RowBatch batch = RowBatch.of(manager, rows());
            int before = manager.getManagedArrays().size();
            model.hidden(batch, CutGraph.forgetting());
            // Beside them: the inputs and their cut, masks, what rotates positions, and the norm.
            assertThat(manager.getManagedArrays().size() - before).isBetween(blocks, blocks + 16);
        }
    }

    private static LlamaConfig config(int groups, boolean isTied) {
        return new LlamaConfig(16, BLOCKS, 4, groups, 24, 64, new RopeConfig(100, new RopeConfig.None()), 1e-5, isTied);
    }

    private static float[] gradients(LlamaConfig config, Way way, int microBatches) {
        UnifiedModel model = new UnifiedModel(config, VOCABULARY, FEATURE_WIDTH);
        try (FlatParameters parameters = FlatParameters.inStages(model.stages(), FlatParameters.DEFAULT_BUCKET_BYTES)) {
            parameters.initialize(1);
            for (int microBatch = 0; microBatch < microBatches; microBatch++) {
                try (NDManager manager = Tensors.newManager();
                        Autograd recording = Autograd.on()) {
                    CutGraph graph = way == Way.FORGETTING ? CutGraph.forgetting() : CutGraph.keeping();
                    NDArray loss = way.loss(model, RowBatch.of(manager, rows()), graph);
                    graph.differentiate(loss, parameters, stage -> {});
                }
            }
            FloatBuffer gradients = FloatBuffer.allocate(
                    (int) model.parameters().stream().mapToLong(Parameter::size).sum());
            parameters
                    .buckets()
                    .forEach(bucket -> gradients.put(bucket.gradients().toFloatArray()));
            return gradients.array();
        }
    }

    private static List<PackedRow> rows() {
        SequenceBuilder builder = new SequenceBuilder(
                VOCABULARY,
                LETTERS,
                new SequenceConfig(WINDOW, LongSamples.CUT),
                new Objective.Unified(Objective.Condition.CONTINUOUS, true));
        List<TokenSequence> sequences = new ArrayList<>();
        sequences.addAll(builder.build(Stream.IMAGE_TEXT, TokenRowsOf.row("a", "red", FEATURE_WIDTH, 1, 2, 3))
                .sequences());
        sequences.addAll(builder.build(Stream.TEXT_IMAGE, TokenRowsOf.row("b", "blue", FEATURE_WIDTH, 4, 5))
                .sequences());
        sequences.addAll(builder.text(new TextSample("t", "green")).sequences());
        return List.of(PackedRow.of(WINDOW, sequences), PackedRow.of(WINDOW, sequences.subList(1, 3)));
    }
}
