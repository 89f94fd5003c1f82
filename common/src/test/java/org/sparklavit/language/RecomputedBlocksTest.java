package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
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
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Tensors;

class RecomputedBlocksTest {
    /** Worst seen: 1.9e-6. */
    private static final Offset<Float> ROUNDED = within(1e-5f);

    private static final int BLOCKS = 6;
    private static final int WINDOW = 32;
    private static final int FEATURE_WIDTH = 3;
    private static final Letters LETTERS = new Letters();
    private static final Vocabulary VOCABULARY = new Vocabulary(LETTERS.size(), 16, LETTERS.endOfText());

    @ParameterizedTest
    @CsvSource({"4, false, 2", "2, false, 2", "1, true, 1"})
    void gradientsHaveTheBitsOfThePlainPass(int groups, boolean isTied, int microBatches) {
        LlamaConfig config = config(groups, isTied);
        assertThat(gradients(config, true, microBatches)).isEqualTo(gradients(config, false, microBatches));
    }

    @Test
    void theTwoSharesOfATiedHeadAreAddedApart() {
        float[] recomputed = gradients(config(1, true), true, 2);
        float[] plain = gradients(config(1, true), false, 2);
        assertThat(recomputed).containsExactly(plain, ROUNDED);
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
            NDArray inputs = model.inputs(batch);
            Attending attending = model.attending(batch);
            int before = manager.getManagedArrays().size();
            new RecomputedBlocks(model.llama(), inputs, batch.positions(), attending);
            // Beside them: what rotates positions, where the graph was cut, and the norm.
            assertThat(manager.getManagedArrays().size() - before).isBetween(blocks, blocks + 10);
        }
    }

    private static LlamaConfig config(int groups, boolean isTied) {
        return new LlamaConfig(16, BLOCKS, 4, groups, 24, 64, new RopeConfig(100, new RopeConfig.None()), 1e-5, isTied);
    }

    private static float[] gradients(LlamaConfig config, boolean isRecomputing, int microBatches) {
        UnifiedModel model = new UnifiedModel(config, VOCABULARY, FEATURE_WIDTH);
        try (FlatParameters parameters = FlatParameters.allocate(model.parameters())) {
            parameters.initialize(1);
            for (int microBatch = 0; microBatch < microBatches; microBatch++) {
                try (NDManager manager = Tensors.newManager();
                        Autograd recording = Autograd.on()) {
                    addGradients(model, RowBatch.of(manager, rows()), parameters, isRecomputing);
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

    private static void addGradients(
            UnifiedModel model, RowBatch batch, FlatParameters parameters, boolean isRecomputing) {
        if (isRecomputing) {
            RecomputedBlocks blocks =
                    new RecomputedBlocks(model.llama(), model.inputs(batch), batch.positions(), model.attending(batch));
            blocks.backward(model.losses(blocks.hidden(), batch).sum(), parameters);
        } else {
            parameters.addGradients(model.losses(model.hidden(batch), batch).sum());
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
