package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.RowOps;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.Tensors;

/**
 * Logits and gradients against transformers' LlamaForCausalLM ({@code tools/golden/llama.py}). The two documents of a
 * fixture went through transformers one by one; here they share one packed row with padding behind them.
 */
class LlamaGoldenTest {
    private static final int PADDING = 3;
    private static final int IGNORE = -100;
    /** Worst seen: 3.9e-6. */
    private static final float LOGITS = 1e-4f;
    /** Worst seen: 4.7e-5, where gradients reach 30. */
    private static final float GRADIENTS = 1e-3f;

    @ParameterizedTest
    @ValueSource(strings = {"multi-head", "grouped", "tied", "scaled"})
    void agreesWithTransformers(String name) throws IOException {
        agrees(name, Attending::packed);
    }

    /** As a GPU computes it. */
    @Test
    void agreesWithTransformersUnderAMask() throws IOException {
        agrees("grouped", (config, documents) -> Attending.masked(config, RowOps.documentMask(documents)));
    }

    private static void agrees(String name, BiFunction<LlamaConfig, NDArray, Attending> packed) throws IOException {
        Path folder = Path.of("src/test/resources/golden/llama");
        ConfigJson json = ConfigJson.parse(Files.readString(folder.resolve(name + ".json")), name);
        Parameters scope = Parameters.create();
        Llama llama = new Llama(scope, json.config(), json.vocabularySize());
        try (SafeTensors golden = SafeTensors.open(folder.resolve(name + ".safetensors"));
                FlatParameters parameters = FlatParameters.allocate(scope.all());
                NDManager manager = Tensors.newManager();
                Autograd recording = Autograd.on()) {
            for (Parameter p : parameters.parameters()) {
                golden.readInto(p.value(), p.name());
            }
            PackedDocuments row = PackedDocuments.of(
                    golden.read(manager, "ids.0").toLongArray(),
                    golden.read(manager, "ids.1").toLongArray());
            NDArray hidden = llama.hidden(
                    llama.embed(row.array(manager, row.ids)),
                    row.array(manager, row.positions),
                    packed.apply(json.config(), row.array(manager, row.documents)));
            NDArray logits = llama.logits(hidden).reshape(row.ids.length, json.vocabularySize());

            float worst = Math.max(
                    difference(logits, 0, golden.read(manager, "logits.0")),
                    difference(logits, row.secondStart, golden.read(manager, "logits.1")));
            NDArray losses =
                    Ops.crossEntropy(logits, row.array(manager, row.targets).flatten(), IGNORE);
            parameters.addGradients(losses.sum());
            float worstGradient = worstGradient(manager, parameters, golden);
            System.out.printf("%s: logits within %.1e, gradients within %.1e%n", name, worst, worstGradient);
            assertThat(worst).isLessThan(LOGITS);
            assertThat(worstGradient).isLessThan(GRADIENTS);
        }
    }

    private static float worstGradient(NDManager manager, FlatParameters parameters, SafeTensors golden) {
        float worst = 0;
        for (FlatParameters.Bucket bucket : parameters.buckets()) {
            float[] own = bucket.gradients().toFloatArray();
            int at = 0;
            for (Parameter p : bucket.parameters()) {
                float[] expected = golden.read(manager, "gradient." + p.name()).toFloatArray();
                for (float value : expected) {
                    worst = Math.max(worst, Math.abs(own[at++] - value));
                }
            }
        }
        return worst;
    }

    private static float difference(NDArray logits, int start, NDArray expected) {
        long rows = expected.getShape().get(0);
        return logits.get(start + ":" + (start + rows))
                .sub(expected)
                .abs()
                .max()
                .toType(DataType.FLOAT32, false)
                .getFloat();
    }

    /** Two documents and padding in one row, as ids, positions, document numbers and next-id targets. */
    private static final class PackedDocuments {
        private final long[] ids;
        private final long[] positions;
        private final long[] documents;
        private final long[] targets;
        private final int secondStart;

        private PackedDocuments(int length, int secondStart) {
            ids = new long[length];
            positions = new long[length];
            documents = new long[length];
            targets = new long[length];
            this.secondStart = secondStart;
        }

        static PackedDocuments of(long[] first, long[] second) {
            PackedDocuments row = new PackedDocuments(first.length + second.length + PADDING, first.length);
            row.put(0, 0, first);
            row.put(1, first.length, second);
            row.put(2, first.length + second.length, new long[PADDING]);
            for (int i = first.length + second.length; i < row.targets.length; i++) {
                row.targets[i] = IGNORE;
            }
            return row;
        }

        private void put(int document, int start, long[] tokens) {
            for (int i = 0; i < tokens.length; i++) {
                ids[start + i] = tokens[i];
                positions[start + i] = i;
                documents[start + i] = document;
                targets[start + i] = i + 1 < tokens.length ? tokens[i + 1] : IGNORE;
            }
        }

        NDArray array(NDManager manager, long[] values) {
            return manager.create(values, new Shape(1, values.length));
        }
    }
}
