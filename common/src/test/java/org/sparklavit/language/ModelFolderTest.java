package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.SafeTensorsWriter.FloatFormat;
import org.sparklavit.tensor.Tensors;

class ModelFolderTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/llama");
    private static final Storage STORAGE = Storage.local();

    @TempDir
    private Path folder;

    @Test
    void whatIsExportedComesBack() throws IOException {
        try (TinyModel written = new TinyModel(TinyModel.FEATURE_WIDTH, 1);
                TinyModel read = new TinyModel(TinyModel.FEATURE_WIDTH, 2)) {
            ModelExport.write(STORAGE, folder.toString(), written.model(), "{}", "f00d");
            ModelFolder model = ModelFolder.open(STORAGE, folder.toString());
            assertThat(model.config().config())
                    .isEqualTo(written.model().llama().config());
            assertThat(model.unified().orElseThrow().tokenizerFingerprint()).isEqualTo("f00d");
            assertThat(model.unified().orElseThrow().vocabulary())
                    .isEqualTo(written.model().vocabulary());
            model.readInto(read.model(), 0);
            for (int i = 0; i < written.model().parameters().size(); i++) {
                assertThat(values(read.model().parameters().get(i)))
                        .isEqualTo(values(written.model().parameters().get(i)));
            }
        }
    }

    @Test
    void theRegressionHeadComesBackAndIsLeftOutWhereItIsNotAskedFor() throws IOException {
        Vocabulary vocabulary = new Vocabulary(28, TinyModel.CODES, 27);
        UnifiedModel emu = new UnifiedModel(TinyModel.config(2), vocabulary, TinyModel.FEATURE_WIDTH, true);
        UnifiedModel again = new UnifiedModel(TinyModel.config(2), vocabulary, TinyModel.FEATURE_WIDTH, true);
        try (FrozenParameters written = FrozenParameters.initialize(emu.parameters(), 1);
                FrozenParameters read = FrozenParameters.initialize(again.parameters(), 2);
                TinyModel unified = new TinyModel(TinyModel.FEATURE_WIDTH, 3)) {
            ModelExport.write(STORAGE, folder.toString(), emu, "{}", "f00d");
            assertThat(folder.resolve("vit_head.safetensors")).isNotEmptyFile();
            ModelFolder model = ModelFolder.open(STORAGE, folder.toString());
            model.readInto(again, 0);
            for (int i = 0; i < emu.parameters().size(); i++) {
                assertThat(values(again.parameters().get(i)))
                        .isEqualTo(values(emu.parameters().get(i)));
            }
            model.readInto(unified.model(), 0);
            assertThat(values(unified.model().llama().embedding()))
                    .isEqualTo(values(emu.llama().embedding()));
        }
    }

    @Test
    void aVocabularyOfTextIsExtendedAroundItsMean() throws IOException {
        shardedCheckpoint("multi-head");
        ModelFolder checkpoint = ModelFolder.open(STORAGE, folder.toString());
        UnifiedModel model = new UnifiedModel(checkpoint.config().config(), new Vocabulary(40, 8, 2), 3);
        try (FrozenParameters parameters = FrozenParameters.initialize(model.parameters(), 1);
                SafeTensors golden = SafeTensors.open(GOLDEN.resolve("multi-head.safetensors"));
                NDManager manager = Tensors.newManager()) {
            checkpoint.readInto(model, 1);
            float[] embedding = values(model.llama().embedding());
            float[] known = golden.read(manager, "model.embed_tokens.weight").toFloatArray();
            assertThat(Arrays.copyOf(embedding, known.length)).containsExactly(known, within(2e-3f));
            for (int column = 0; column < 16; column++) {
                assertThat(mean(embedding, 40, 50, column)).isCloseTo(mean(known, 0, 40, column), within(0.1));
            }
            assertThat(Arrays.copyOfRange(embedding, known.length, known.length + 16))
                    .isNotEqualTo(Arrays.copyOfRange(embedding, known.length + 16, known.length + 32));
        }
    }

    @Test
    void whatDoesNotFitIsListedAtOnce() throws IOException {
        shardedCheckpoint("multi-head");
        editConfig("num_key_value_heads", 2);
        ModelFolder checkpoint = ModelFolder.open(STORAGE, folder.toString());
        UnifiedModel model = new UnifiedModel(checkpoint.config().config(), new Vocabulary(40, 8, 2), 0);
        try (FrozenParameters parameters = FrozenParameters.initialize(model.parameters(), 1)) {
            assertThatThrownBy(() -> checkpoint.readInto(model, 1))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("do not fit its config.json:")
                    .hasMessageContaining("wrong shape: model.layers.1.self_attn.k_proj.weight is [16, 16] but the"
                            + " model has (8, 16)")
                    .hasMessageContaining("wrong shape: model.layers.0.self_attn.v_proj.weight");
        }
    }

    @Test
    void otherFamiliesAreRefused() throws IOException {
        shardedCheckpoint("multi-head");
        editConfig("hidden_act", "gelu");
        assertThatThrownBy(() -> ModelFolder.open(STORAGE, folder.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("config.json: 'hidden_act' is set to \"gelu\" but must be \"silu\"."
                        + " Choose a checkpoint of the LLaMA family.");
    }

    @Test
    void anEmptyFolderIsTheUsersFault() {
        assertThatThrownBy(() -> ModelFolder.open(STORAGE, folder.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no ")
                .hasMessageEndingWith("config.json. Give the folder of a LLaMA checkpoint in Hugging Face's layout, or"
                        + " one that pretrain has exported.");
    }

    /** A golden model as transformers would save it, in half precision and two shards. */
    private void shardedCheckpoint(String name) throws IOException {
        Files.copy(GOLDEN.resolve(name + ".json"), folder.resolve("config.json"));
        ObjectNode map = new ObjectMapper().createObjectNode();
        try (SafeTensors golden = SafeTensors.open(GOLDEN.resolve(name + ".safetensors"));
                NDManager manager = Tensors.newManager()) {
            for (String part : new String[] {"layers.0", "layers.1"}) {
                SafeTensorsWriter writer = new SafeTensorsWriter();
                String file = part + ".safetensors";
                for (String tensor : golden.names()) {
                    boolean isWeight = tensor.endsWith(".weight") && !tensor.startsWith("gradient.");
                    if (isWeight && (tensor.contains("layers.0") == part.equals("layers.0"))) {
                        writer.add(tensor, golden.read(manager, tensor), FloatFormat.F16);
                        map.put(tensor, file);
                    }
                }
                try (OutputStream out = Files.newOutputStream(folder.resolve(file))) {
                    writer.write(out);
                }
            }
        }
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\": " + map + "}");
    }

    private void editConfig(String key, Object value) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Path file = folder.resolve("config.json");
        ObjectNode config = (ObjectNode) json.readTree(Files.readString(file));
        config.set(key, json.valueToTree(value));
        Files.writeString(file, config.toString());
    }

    private static float[] values(Parameter parameter) {
        return parameter.value().toFloatArray();
    }

    private static double mean(float[] matrix, int from, int to, int column) {
        double sum = 0;
        for (int row = from; row < to; row++) {
            sum += matrix[row * 16 + column];
        }
        return sum / (to - from);
    }
}
