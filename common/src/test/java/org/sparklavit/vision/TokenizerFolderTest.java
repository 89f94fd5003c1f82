package org.sparklavit.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.Tensors;

class TokenizerFolderTest {
    private static final VisionTransformerConfig ENCODER = new VisionTransformerConfig(16, 4, 16, 1, 2, 2);
    private static final TokenizerConfig SIZES = new TokenizerConfig(1, 1, 2, 2, 32, 8);
    private static final List<String> IDS = List.of("a", "b", "c");

    private final Storage storage = Storage.local();

    @TempDir
    Path temp;

    private String folder;

    @BeforeEach
    void writeEncoder() throws IOException {
        folder = temp.resolve("tokenizer").toString();
        Parameters scope = Parameters.create();
        new VisionTransformer(scope, ENCODER);
        try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 3);
                NDManager manager = Tensors.newManager()) {
            SafeTensorsWriter writer = new SafeTensorsWriter();
            scope.all().forEach(p -> writer.add(p.name(), p.value()));
            writer.add("norm.weight", manager.zeros(new Shape(16))).add("head.bias", manager.zeros(new Shape(4)));
            storage.writeAtomically(temp.resolve("vit.safetensors").toString(), writer::write);
        }
    }

    @Test
    void aTokenizerComesBackWithTheTokensItGave() throws IOException {
        int[][] tokens = write(1).codes();
        try (TrainedTokenizer trained = new TokenizerFolder(storage, folder).load()) {
            assertThat(trained.card().fingerprint()).matches("[0-9a-f]{64}");
            assertThat(trained.card().keepRatio()).isEqualTo(0.25);
            assertThat(tokenize(trained.tokenizer()).codes()).isEqualTo(tokens);
        }
        Parameters scope = Parameters.create();
        new FeatureDecoder(scope, SIZES, 16, 16);
        new TokenizerFolder(storage, folder).loadDecoder(scope).close();
    }

    @Test
    void filesCarryTheOfficialNames() throws IOException {
        write(1);
        try (SafeTensors file = SafeTensors.open(temp.resolve("tokenizer/tokenizer.safetensors"))) {
            assertThat(file.names())
                    .contains(
                            "token_predictor.in_conv.1.weight",
                            "causal_encoder.blocks.0.token_causal_attn.qkv.weight",
                            "causal_encoder.ln_vision.weight",
                            "quantize.embedding.weight",
                            "encode_task_layer.2.bias")
                    .noneMatch(name -> name.startsWith("decoder."));
        }
        try (SafeTensors file = SafeTensors.open(temp.resolve("tokenizer/decoder.safetensors"))) {
            assertThat(file.names())
                    .contains("query_embed", "blocks.0.cross_attn.key.weight", "decode_task_layer.2.bias");
        }
    }

    @Test
    void theFingerprintIsThatOfTheWeights() throws IOException {
        write(1);
        String first = new TokenizerFolder(storage, folder).card().fingerprint();
        write(1);
        assertThat(new TokenizerFolder(storage, folder).card().fingerprint()).isEqualTo(first);
        write(2);
        assertThat(new TokenizerFolder(storage, folder).card().fingerprint()).isNotEqualTo(first);
    }

    @Test
    void filesOfTwoTokenizersAreRefused() throws IOException {
        write(1);
        Path card = temp.resolve("tokenizer/tokenizer.conf");
        String first = Files.readString(card);
        write(2);
        Files.writeString(card, first);
        assertThatThrownBy(() -> new TokenizerFolder(storage, folder).load())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("do not belong together: tokenizer.conf has the fingerprint ");
    }

    @Test
    void missingFilesAreNamed() {
        assertThatThrownBy(() -> new TokenizerFolder(storage, folder).load())
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder + " holds no trained tokenizer: tokenizer.conf is missing. Give the output folder of"
                        + " submit/train-tokenizer.sh, once it has finished.");
        assertThatThrownBy(() -> encoder("nowhere.safetensors").load(storage))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("the encoder's weights are set to ")
                .hasMessageContaining("nowhere.safetensors but there is no such file.");
    }

    @Test
    void anEncoderOfOtherSizesIsRefusedWithEveryMismatch() {
        EncoderConfig wider = new EncoderConfig.Eva(
                temp.resolve("vit.safetensors").toString(),
                new VisionTransformerConfig(16, 4, 32, 2, 2, 2),
                PixelConfig.clip(Resize.SQUARE));
        assertThatThrownBy(() -> wider.load(storage))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("wrong shape: cls_token is [1, 1, 16] but the model has (1, 1, 32)")
                .hasMessageContaining("missing: blocks.1.norm1.weight (32)");
    }

    @Test
    void oneErrorListsWhatIsMissingExtraAndIllShapedInAllFiles() throws IOException {
        write(1);
        Path clip = Golden.path("clip-gelu.safetensors");
        Files.copy(clip, temp.resolve("tokenizer/encoder.safetensors"), StandardCopyOption.REPLACE_EXISTING);
        rewrite(
                "tokenizer.safetensors",
                Map.of("quantize.embedding.weight", 7, "stranger", 3),
                "encode_task_layer.0.bias");
        assertThatThrownBy(() -> new TokenizerFolder(storage, folder).load())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("encoder.safetensors do not fit the configured model (")
                .hasMessageContaining("missing: cls_token (1, 1, 16)")
                .hasMessageContaining("not in the model: logit_scale")
                .hasMessageContaining("No name is that of the model: this is another kind of model, or encoder.")
                .hasMessageContaining("tokenizer.safetensors do not fit the configured model (3 problems)")
                .hasMessageContaining("missing: encode_task_layer.0.bias (16)")
                .hasMessageContaining("wrong shape: quantize.embedding.weight is [7] but the model has (32, 8)")
                .hasMessageContaining("not in the model: stranger");
    }

    @Test
    void anotherEncoderOfTheSameSizesIsRefused() throws IOException {
        write(1);
        rewrite("encoder.safetensors", Map.of("cls_token", 0), "");
        assertThatThrownBy(() -> new TokenizerFolder(storage, folder).load())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("do not belong together: tokenizer.conf has the fingerprint ");
    }

    /** Writes zeros of the given length, or of the old shape where it is 0, for {@code changed}; leaves out a tensor. */
    private void rewrite(String name, Map<String, Integer> changed, String left) throws IOException {
        Path file = temp.resolve("tokenizer").resolve(name);
        try (SafeTensors old = SafeTensors.open(Files.copy(file, temp.resolve("old.safetensors")));
                NDManager manager = Tensors.newManager()) {
            SafeTensorsWriter writer = new SafeTensorsWriter();
            old.names().stream()
                    .filter(tensor -> !changed.containsKey(tensor) && !tensor.equals(left))
                    .forEach(tensor -> writer.add(tensor, old.read(manager, tensor)));
            changed.forEach((tensor, length) ->
                    writer.add(tensor, manager.zeros(length == 0 ? new Shape(old.shape(tensor)) : new Shape(length))));
            storage.writeAtomically(file.toString(), writer::write);
        }
    }

    /** Writes a tokenizer with random weights and returns the tokens it gives. */
    private VisualTokens write(long seed) throws IOException {
        try (EncoderConfig.Loaded encoder = encoder("vit.safetensors").load(storage)) {
            Parameters scope = Parameters.create();
            DynamicTokenizer tokenizer = new DynamicTokenizer(scope, scope, SIZES, encoder.encoder());
            new FeatureDecoder(scope.scope("decoder"), SIZES, 16, 16);
            try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), seed)) {
                TokenizerCard card = new TokenizerCard(encoder("vit.safetensors"), SIZES, 0.25, "");
                new TokenizerFolder(storage, folder).write(card, encoder, scope.all());
                return tokenize(tokenizer);
            }
        }
    }

    private EncoderConfig encoder(String file) {
        return new EncoderConfig.Eva(temp.resolve(file).toString(), ENCODER, PixelConfig.clip(Resize.SQUARE));
    }

    private static VisualTokens tokenize(DynamicTokenizer tokenizer) {
        try (NDManager manager = Tensors.newManager();
                Autograd still = Autograd.off()) {
            float[] pixels = new float[IDS.size() * 3 * 16 * 16];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) Math.sin(i * 0.37);
            }
            NDArray images = manager.create(pixels, new Shape(IDS.size(), 3, 16, 16));
            return tokenizer.tokenize(images, IDS, new Selection.Sampled(3));
        }
    }
}
