package org.sparklavit.vision;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tensor.WeightsException;
import org.sparklavit.vision.EncoderConfig.Clip.Activation;

/**
 * CLIP's vision tower against transformers, on small random weights (see {@code tools/golden/clip.py}), from one file
 * with the text tower and from shards.
 *
 * <p>Worst difference seen: 2.4e-6.
 */
class ClipEncoderTest {
    private static final VisionTransformerConfig SIZES = new VisionTransformerConfig(16, 4, 16, 2, 2, 4);
    private static final String INDEX = "model.safetensors.index.json";

    private final Storage storage = Storage.local();

    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource
    void givesTransformersFeatures(Activation activation) throws IOException {
        String name = activation == Activation.GELU ? "clip-gelu" : "clip-quick-gelu";
        checkFeatures(name, clip(Golden.path(name + ".safetensors"), SIZES, activation));
    }

    @Test
    void readsShardsAndOnlyThoseOfTheTower() throws IOException {
        Path index = shards("");
        Files.delete(temp.resolve("text.safetensors"));
        checkFeatures("clip-quick-gelu", clip(index, SIZES, Activation.QUICK_GELU));
    }

    @Test
    void readsATowerAloneWhoseNamesHaveNoPrefix() throws IOException {
        checkFeatures("clip-quick-gelu", clip(shards(ClipVisionTransformer.PREFIX), SIZES, Activation.QUICK_GELU));
    }

    @Test
    void missingFilesAndShardsAreNamed() throws IOException {
        Path index = shards("");
        Files.delete(temp.resolve("second.safetensors"));
        assertThatThrownBy(() -> load(index, SIZES))
                .isInstanceOf(ConfigException.class)
                .hasMessage(index + " names the shard " + temp.resolve("second.safetensors")
                        + " but there is no such file. Copy all files of the checkpoint.");
        assertThatThrownBy(() -> load(temp.resolve("nowhere.safetensors"), SIZES))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the encoder's weights are set to " + temp.resolve("nowhere.safetensors")
                        + " but there is no such file. Name a safetensors file, or the model.safetensors.index.json of"
                        + " one in shards; the demo's is conf/demo/encoder.safetensors.");
    }

    @Test
    void anIndexThatIsNoneIsRefused() throws IOException {
        Path index = temp.resolve(INDEX);
        Files.writeString(index, "{\"hidden_size\": 768}");
        assertThatThrownBy(() -> load(index, SIZES))
                .isInstanceOf(ConfigException.class)
                .hasMessage(index + " is not an index of shards: it has no weight_map. Name the"
                        + " model.safetensors.index.json of the checkpoint.");
        Files.writeString(index, "{");
        assertThatThrownBy(() -> load(index, SIZES))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(index + " is not JSON: ")
                .hasMessageEndingWith("Fetch the file again.");
    }

    @Test
    void wrongSizesAreRefusedWithEveryMismatch() {
        VisionTransformerConfig deeper = new VisionTransformerConfig(20, 4, 16, 3, 2, 4);
        assertThatThrownBy(() -> load(Golden.path("clip-gelu.safetensors"), deeper))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("clip-gelu.safetensors do not fit the configured model (17 problems)")
                .hasMessageContaining(
                        "wrong shape: vision_model.embeddings.position_embedding.weight is [17, 16] but the"
                                + " model has (26, 16)")
                .hasMessageContaining("missing: vision_model.encoder.layers.2.self_attn.q_proj.weight (16, 16)")
                .hasMessageNotContainingAny("text_model", "post_layernorm", "visual_projection");
        VisionTransformerConfig shallower = new VisionTransformerConfig(16, 4, 16, 1, 2, 4);
        assertThatThrownBy(() -> load(Golden.path("clip-gelu.safetensors"), shallower))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("not in the model: vision_model.encoder.layers.1.mlp.fc1.weight");
    }

    private static Map<String, Path> goldenOfName(SafeTensors golden, Path folder, String dropped) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String name : golden.names()) {
            if (!name.startsWith(ClipVisionTransformer.PREFIX)) {
                if (dropped.isEmpty()) {
                    files.put(name, folder.resolve("text.safetensors"));
                }
            } else {
                boolean second = name.contains("layers.1");
                files.put(name, folder.resolve(second ? "second.safetensors" : "first.safetensors"));
            }
        }
        return files;
    }

    /** The golden weights as a checkpoint in shards, with {@code dropped} taken off the names. */
    private Path shards(String dropped) throws IOException {
        try (SafeTensors golden = SafeTensors.open(Golden.path("clip-quick-gelu.safetensors"));
                NDManager manager = Tensors.newManager()) {
            Map<String, Path> files = goldenOfName(golden, temp, dropped);
            Map<Path, SafeTensorsWriter> writers = new LinkedHashMap<>();
            files.forEach((name, file) -> writers.computeIfAbsent(file, f -> new SafeTensorsWriter())
                    .add(name.substring(dropped.length()), golden.read(manager, name)));
            for (Map.Entry<Path, SafeTensorsWriter> entry : writers.entrySet()) {
                storage.writeAtomically(entry.getKey().toString(), entry.getValue()::write);
            }
            String map = files.entrySet().stream()
                    .map(e -> String.format(
                            "\"%s\": \"%s\"",
                            e.getKey().substring(dropped.length()), e.getValue().getFileName()))
                    .collect(Collectors.joining(",\n"));
            return Files.writeString(temp.resolve(INDEX), "{\"weight_map\": {" + map + "}}");
        }
    }

    private void checkFeatures(String name, EncoderConfig config) throws IOException {
        try (EncoderConfig.Loaded loaded = config.load(storage);
                Golden golden = Golden.open(name);
                Autograd still = Autograd.off()) {
            NDArray features = loaded.encoder().features(golden.get("images"));
            golden.checkForward("features", features);
        }
    }

    private void load(Path weights, VisionTransformerConfig sizes) throws IOException {
        clip(weights, sizes, Activation.GELU).load(storage).close();
    }

    private static EncoderConfig clip(Path weights, VisionTransformerConfig sizes, Activation activation) {
        return new EncoderConfig.Clip(weights.toString(), sizes, activation, PixelConfig.clip(Resize.CENTRE_CROP));
    }
}
