package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tokenizer.detokenizer.TrainDetokenizerConfig;
import org.sparklavit.tokenizer.inspect.InspectConfig;
import org.sparklavit.tokenizer.inspect.Inspection;
import org.sparklavit.tokenizer.tokenize.TokenizeConfig;
import org.sparklavit.vision.RandomTokenizer;

/** From shards and a tokenizer to a detokenizer, and to a sheet of what it draws. */
class TrainDetokenizerTest {
    private static final String RECIPE = """
            recipe {
              space { type = pixels, image-size = 16, fold = 2 }
              unet {
                type = new
                sizes {
                  sample-channels = 12, overlay-channels = 8, levels = [{ channels = 8, heads = 0 }, { channels = 16, heads = 2 }]
                  middle-heads = 2, blocks-per-level = 1, context-width = 12, norm-groups = 4
                }
                schedule { prediction = sample }
              }
            }
            training {
              global-batch = 4, micro-batch = 2, evaluate-every = 4, checkpoint-every = 2, optimizer { learning-rate = 1e-3, min-learning-rate-ratio = 1 }
            }
            """;

    @RegisterExtension
    static final LocalSpark SPARK = new LocalSpark();

    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    @BeforeEach
    void makeShardsAndTokenizer() throws IOException {
        TestCorpus.write(folder.resolve("corpus"));
        RandomTokenizer.write(folder.resolve("tokenizer"));
        TestShards.write(SPARK.context(), folder, "shards", 4);
    }

    @Test
    void aRunOnTwoRanksGoesOnWhereItStoppedAndDrawsItsTokens() throws IOException {
        train("whole", 4);
        train("parts", 2);
        train("parts", 4);
        for (String file : List.of("unet/diffusion_pytorch_model.safetensors", "unet_proj.safetensors")) {
            assertThat(folder.resolve("parts").resolve(file))
                    .as(file)
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
        assertThat(folder.resolve("whole/train-detokenizer.json"))
                .content()
                .contains("heldOutLoss", "tokenizerFingerprint");
        tokenize();
        inspect("tokenizer", "inspection");
        assertThat(ImageIO.read(folder.resolve("inspection/redrawn.png").toFile())
                        .getWidth())
                .isGreaterThan(3 * 280);
        assertThat(folder.resolve("inspection/report.html")).content().contains("drawn again from its tokens");
    }

    @Test
    void aFolderWithSomethingElseAndAMissingTokenizerAreRefused() throws IOException {
        Files.createDirectories(folder.resolve("taken"));
        Files.writeString(folder.resolve("taken/notes.txt"), "mine");
        assertThatThrownBy(() -> train("taken", 4))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("something else is there already");
        assertThatThrownBy(() -> train("new", 4, "tokenizer=\"" + folder.resolve("corpus") + "\""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("holds no trained tokenizer");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void aDetokenizerNeedsATokenizerToInspectWith() {
        assertThatThrownBy(() -> ConfigLoader.load(InspectConfig.class, null, List.of("input=a", "detokenizer=b")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'detokenizer' is set but 'tokenizer' is not");
    }

    private void train(String output, int steps, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                of("input", "shards"),
                of("held-out", "shards"),
                of("tokenizer", "tokenizer"),
                of("output", output),
                "training.steps=" + steps));
        all.addAll(List.of(overrides));
        Path file = Files.writeString(folder.resolve("train.conf"), RECIPE);
        Loaded<TrainDetokenizerConfig> loaded = ConfigLoader.load(TrainDetokenizerConfig.class, file, all);
        TrainDetokenizer.run(SPARK.context(), loaded);
    }

    private void tokenize() throws IOException {
        List<String> settings = List.of(of("input", "shards"), of("tokenizer", "tokenizer"), of("output", "tokens"));
        Tokenize.run(SPARK.context(), ConfigLoader.load(TokenizeConfig.class, null, settings));
    }

    private void inspect(String tokenizer, String output) throws IOException {
        Loaded<InspectConfig> loaded = ConfigLoader.load(
                InspectConfig.class,
                null,
                List.of(
                        of("input", "tokens"),
                        of("shards", "shards"),
                        of("output", output),
                        of("detokenizer", "whole"),
                        of("tokenizer", tokenizer),
                        "drawing.steps=3",
                        "samples=4"));
        new Inspection(storage, loaded.value())
                .run(new PrintStream(OutputStream.nullOutputStream()), loaded.effectiveHocon());
    }

    private String of(String key, String name) {
        return key + "=\"" + folder.resolve(name) + "\"";
    }
}
