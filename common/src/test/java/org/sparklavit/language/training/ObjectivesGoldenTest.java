package org.sparklavit.language.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparklavit.data.stream.Letters;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.data.token.PatchGrid;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.language.RopeConfig;
import org.sparklavit.language.RowBatch;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Bfloat16;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.Tensors;

/** Loss and gradients of the three objectives against PyTorch ({@code tools/golden/objectives.py}). */
class ObjectivesGoldenTest {
    private static final Vocabulary VOCABULARY = new Vocabulary(28, 16, 27);
    private static final LlamaConfig LLAMA =
            new LlamaConfig(16, 2, 4, 2, 24, 64, new RopeConfig(10_000, new RopeConfig.None()), 1e-6, false);
    private static final int FEATURE_WIDTH = 3;
    private static final int WINDOW = 32;
    /** Worst seen: 7.6e-6, of a sum of 113. */
    private static final float LOSS = 1e-3f;
    /** Worst seen: 8.4e-5. */
    private static final float GRADIENTS = 1e-3f;

    static Stream<Arguments> objectives() {
        return Stream.of(
                Arguments.of("unified", new Objective.Unified(Objective.Condition.CONTINUOUS, true), 0.0),
                Arguments.of("adapter", new Objective.Adapter(), 0.0),
                Arguments.of("emu", new Objective.Emu(0.7), 0.7));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("objectives")
    void agreesWithPyTorch(String name, Objective objective, double regressionWeight) throws IOException {
        UnifiedModel model = new UnifiedModel(LLAMA, VOCABULARY, FEATURE_WIDTH, name.equals("emu"));
        Path file = Path.of("src/test/resources/golden/objectives", name + ".safetensors");
        try (SafeTensors golden = SafeTensors.open(file);
                FlatParameters parameters = FlatParameters.allocate(model.parameters());
                NDManager manager = Tensors.newManager();
                Autograd recording = Autograd.on()) {
            parameters.parameters().forEach(p -> golden.readInto(p.value(), p.name()));
            RowBatch batch = RowBatch.of(manager, List.of(row(objective, golden, manager)));
            BatchLoss loss = BatchLoss.of(model, model.hidden(batch), batch);
            float sum = parameters.addGradients(loss.sum(regressionWeight)).getFloat();
            float expected = golden.read(manager, "loss").getFloat(0);
            float worst = worstGradient(parameters, golden, manager);
            System.out.printf(
                    "%s: loss %.4f within %.1e, gradients within %.1e%n",
                    name, expected, Math.abs(sum - expected), worst);

            assertThat(sum).isCloseTo(expected, within(LOSS));
            assertThat(worst).isLessThan(GRADIENTS);
            assertThat((long) loss.weight())
                    .isEqualTo(Arrays.stream(golden.read(manager, "counted").toLongArray())
                            .sum());
        }
    }

    /** Whatever the objective learns from, side by side in one row. */
    private static PackedRow row(Objective objective, SafeTensors golden, NDManager manager) {
        SequenceBuilder builder = new SequenceBuilder(
                VOCABULARY, new Letters(), new SequenceConfig(WINDOW, SequenceConfig.LongSamples.DROP), objective);
        TokenRow sample = sample(golden, manager);
        List<TokenSequence> sequences = Stream.of(
                        org.sparklavit.data.stream.Stream.IMAGE_TEXT, org.sparklavit.data.stream.Stream.TEXT_IMAGE)
                .filter(objective::learns)
                .flatMap(stream -> builder.build(stream, sample).sequences().stream())
                .toList();
        return PackedRow.of(WINDOW, sequences);
    }

    private static TokenRow sample(SafeTensors golden, NDManager manager) {
        int[] codes = ints(golden.read(manager, "codes"));
        ByteBuffer features = ByteBuffer.allocate(codes.length * FEATURE_WIDTH * Bfloat16.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        Bfloat16.encode(FloatBuffer.wrap(golden.read(manager, "features").toFloatArray()), features);
        return new TokenRow(
                "id",
                "golden",
                "key",
                new Letters().decode(ints(golden.read(manager, "caption"))),
                codes,
                IntStream.range(0, codes.length).toArray(),
                new PatchGrid(4, 4),
                0,
                0,
                "{}",
                features.array());
    }

    private static int[] ints(NDArray array) {
        return Arrays.stream(array.toLongArray()).mapToInt(Math::toIntExact).toArray();
    }

    private static float worstGradient(FlatParameters parameters, SafeTensors golden, NDManager manager) {
        float worst = 0;
        for (FlatParameters.Bucket bucket : parameters.buckets()) {
            float[] own = bucket.gradients().toFloatArray();
            int at = 0;
            for (Parameter p : bucket.parameters()) {
                for (float value : golden.read(manager, "gradient." + p.name()).toFloatArray()) {
                    worst = Math.max(worst, Math.abs(own[at++] - value));
                }
            }
        }
        return worst;
    }
}
