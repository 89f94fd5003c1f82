package org.sparklavit.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.SafeTensors;

/** The types of encoder in a configuration and in a tokenizer's folder; EVA's is in {@link TokenizerFolderTest}. */
class EncoderTypesTest {
    private static final TokenizerConfig SIZES = new TokenizerConfig(1, 1, 2, 2, 32, 8);

    private final Storage storage = Storage.local();

    @TempDir
    Path temp;

    @Test
    void defaultsBelongToTheType() {
        EncoderConfig.Clip clip = (EncoderConfig.Clip)
                encoder("type = clip, weights = w, sizes { image-size = 224, patch-size = 32, width = 768, depth = 12,"
                        + " heads = 12 }");
        assertThat(clip.sizes().hidden()).isEqualTo(3072);
        assertThat(clip.activation()).isEqualTo(EncoderConfig.Clip.Activation.QUICK_GELU);
        assertThat(clip.pixels()).isEqualTo(PixelConfig.clip(Resize.CENTRE_CROP));
        assertThat(clip.grid()).isEqualTo(7);
        assertThat(clip.description()).isEqualTo("CLIP ViT 768 x 12, 224 px, patch 32");

        EncoderConfig other = encoder("type = torchscript, weights = w, image-size = 224, patches = 256, width = 1024");
        assertThat(other.pixels()).isEqualTo(PixelConfig.clip(Resize.SQUARE));
        assertThat(other.description()).isEqualTo("TorchScript, width 1024, 224 px, 256 patches");
    }

    @Test
    void anEncoderWithoutTypeIsAsked() {
        assertThatThrownBy(() -> encoder("weights = w"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing key 'encoder.type', one of eva, clip, torchscript");
    }

    @Test
    void aClipInShardsIsCopiedIntoOneFile() throws IOException {
        Path index = temp.resolve("model.safetensors.index.json");
        Files.copy(Golden.path("clip-quick-gelu.safetensors"), temp.resolve("all.safetensors"));
        try (SafeTensors file = SafeTensors.open(temp.resolve("all.safetensors"))) {
            List<String> entries = file.names().stream()
                    .map(name -> "\"" + name + "\": \"all.safetensors\"")
                    .toList();
            Files.writeString(index, "{\"weight_map\": {" + String.join(",", entries) + "}}");
        }
        EncoderConfig config = new EncoderConfig.Clip(
                index.toString(),
                new VisionTransformerConfig(16, 4, 16, 2, 2, 4),
                EncoderConfig.Clip.Activation.QUICK_GELU,
                PixelConfig.clip(Resize.CENTRE_CROP));
        checkFolder(config, "clip-quick-gelu", "encoder.safetensors");
        try (SafeTensors file = SafeTensors.open(temp.resolve("tokenizer/encoder.safetensors"))) {
            assertThat(file.names()).contains("pre_layrnorm.bias").hasSize(37);
        }
    }

    @Test
    void aTorchScriptFileIsCopied() throws IOException {
        EncoderConfig config = new EncoderConfig.Torchscript(
                Golden.path("patches.torchscript").toString(), 16, 4, 4, PixelConfig.clip(Resize.SQUARE));
        checkFolder(config, "patches", "encoder.torchscript");
    }

    /** Writes a tokenizer on {@code config} and reads it back: the same tokens; other pixels are another tokenizer. */
    private void checkFolder(EncoderConfig config, String images, String copy) throws IOException {
        TokenizerFolder folder =
                new TokenizerFolder(storage, temp.resolve("tokenizer").toString());
        int[][] written = write(folder, config, images);
        assertThat(folder.card().encoder()).isEqualTo(config.withWeights(copy));
        try (TrainedTokenizer trained = folder.load();
                Golden golden = Golden.open(images)) {
            assertThat(tokenize(trained.tokenizer(), golden)).isEqualTo(written);
        }
        Path card = temp.resolve("tokenizer/tokenizer.conf");
        Files.writeString(card, Files.readString(card).replace("0.48145466", "0.5"));
        assertThatThrownBy(folder::load)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("do not belong together: tokenizer.conf has the fingerprint ");
    }

    private int[][] write(TokenizerFolder folder, EncoderConfig config, String images) throws IOException {
        Parameters scope = Parameters.create();
        try (EncoderConfig.Loaded encoder = config.load(storage);
                Golden golden = Golden.open(images)) {
            DynamicTokenizer tokenizer = new DynamicTokenizer(scope, scope, SIZES, encoder.encoder());
            try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 5)) {
                folder.write(new TokenizerCard(config, SIZES, 0.5, ""), encoder, scope.all());
                return tokenize(tokenizer, golden);
            }
        }
    }

    private static int[][] tokenize(DynamicTokenizer tokenizer, Golden golden) {
        try (Autograd still = Autograd.off();
                NDManager manager = golden.manager().newSubManager()) {
            NDArray images = golden.get("images");
            images.attach(manager);
            List<String> ids = IntStream.range(0, (int) images.getShape().get(0))
                    .mapToObj(String::valueOf)
                    .toList();
            return Arrays.stream(tokenizer
                            .tokenize(images, ids, new Selection.Sampled(3))
                            .codes())
                    .map(int[]::clone)
                    .toArray(int[][]::new);
        }
    }

    private static EncoderConfig encoder(String block) {
        String text = "encoder { " + block + " }, tokenizer {}, keep-ratio = 0.3, fingerprint = none";
        return ConfigLoader.loadText(TokenizerCard.class, text, "test").value().encoder();
    }
}
