package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tensor.WeightsException;
import org.sparklavit.tokenizer.imports.ImportTokenizerConfig;
import org.sparklavit.vision.RandomTokenizer;
import org.sparklavit.vision.TokenizerFolder;

class ImportTokenizerTest {
    private static final String SIZES = """
            encoder {
              type = eva, weights = "%s"
              sizes { image-size = 16, patch-size = 4, width = 32, depth = 2, heads = 2, mlp-ratio = 2 }
            }
            tokenizer { merger-blocks = 2, decoder-blocks = 1, heads = 2, mlp-ratio = 2, codebook-size = %d, code-width = 8 }
            keep-ratio = 0.5
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void writeOfficialFiles() throws IOException {
        RandomTokenizer.write(folder.resolve("ours"));
        // The official files hold more than the tokenizer.
        copyWith("tokenizer.safetensors", "encoder.cls_token", "vit_proj.weight");
        copyWith("decoder.safetensors", "unet_proj.bias");
    }

    @Test
    void theImportedTokenizerIsTheOneThatWasExported() throws IOException {
        run(RandomTokenizer.CODES);
        Storage storage = Storage.local();
        TokenizerFolder imported =
                new TokenizerFolder(storage, folder.resolve("imported").toString());
        assertThat(imported.card())
                .isEqualTo(new TokenizerFolder(storage, folder.resolve("ours").toString()).card());
        imported.load().close();
        assertThat(Files.readAllBytes(folder.resolve("imported/decoder.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("ours/decoder.safetensors")));
    }

    @Test
    void whatDoesNotFitInBothFilesIsOneError() throws IOException {
        copyWith("decoder.safetensors", "stranger");
        assertThatThrownBy(() -> run(7))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("wrong shape: quantize.embedding.weight is [64, 8] but the model has (7, 8)")
                .hasMessageContaining("not in the model: stranger");
        assertThat(folder.resolve("imported")).doesNotExist();
    }

    @Test
    void anOutputThatHoldsSomethingIsRefused() throws IOException {
        run(RandomTokenizer.CODES);
        assertThatThrownBy(() -> run(RandomTokenizer.CODES))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("something is there already; remove it, or name another folder");
    }

    private void run(int codes) throws IOException {
        String text = String.format(
                "tokenizer-weights = \"%s\", decoder-weights = \"%s\", output = \"%s\"%n" + SIZES,
                folder.resolve("official-tokenizer.safetensors"),
                folder.resolve("official-decoder.safetensors"),
                folder.resolve("imported"),
                folder.resolve("ours/encoder.safetensors"),
                codes);
        new ImportTokenizer().run(ConfigLoader.loadText(ImportTokenizerConfig.class, text, "test"));
    }

    private void copyWith(String name, String... more) throws IOException {
        try (SafeTensors ours = SafeTensors.open(folder.resolve("ours").resolve(name));
                NDManager manager = Tensors.newManager()) {
            SafeTensorsWriter writer = new SafeTensorsWriter();
            ours.names().forEach(tensor -> writer.add(tensor, ours.read(manager, tensor)));
            List.of(more).forEach(tensor -> writer.add(tensor, manager.zeros(new Shape(2))));
            Storage.local().writeAtomically(folder.resolve("official-" + name).toString(), writer::write);
        }
    }
}
