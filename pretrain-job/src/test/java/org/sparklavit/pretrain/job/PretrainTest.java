package org.sparklavit.pretrain.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.Loaded;
import org.sparklavit.pretrain.PretrainConfig;
import org.sparklavit.pretrain.SceneDump;

/** The job on two ranks of a local Spark. */
class PretrainTest {
    @RegisterExtension
    static final LocalSpark SPARK = new LocalSpark();

    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws IOException {
        SceneDump.write(folder.resolve("train"), "f00d", 2, 50, true);
        SceneDump.write(folder.resolve("heldout"), "f00d", 1, 50, true);
        SceneDump.writeText(folder.resolve("text/train.jsonl"), 64);
    }

    @Test
    void leavesModelLogSummaryAndConfiguration() throws Exception {
        Loaded<PretrainConfig> loaded = load();
        new Pretrain().run(loaded);
        Path out = folder.resolve("out");
        assertThat(out.resolve("config.conf")).hasContent(loaded.effectiveHocon());
        assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(2);
        assertThat(out.resolve("summary.json")).content().contains("\"worldSize\" : 2", "\"firstLoss\"");
        assertThat(out.resolve("export")).isDirectoryContaining("glob:**.json");
        for (String file : List.of("config.json", "model.safetensors", "vit_proj.safetensors", "tokenizer.json")) {
            assertThat(out.resolve("export").resolve(file)).isNotEmptyFile();
        }
    }

    @Test
    void refusesAnOutputThatIsNoRunOfIts() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/mine.txt"), "precious");
        assertThatThrownBy(() -> new Pretrain().run(load()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("'output' is file:" + folder.resolve("out") + " but something is there already, and no"
                        + " config.conf of a run to resume; name a folder that does not exist, or delete this one");
    }

    private Loaded<PretrainConfig> load() {
        return ConfigLoader.load(
                PretrainConfig.class,
                Path.of("src/test/resources/pretrain.conf"),
                List.of(
                        "input=" + folder,
                        "output=" + folder.resolve("out"),
                        "world-size=2",
                        "training.micro-batch=8",
                        "training.steps=3"));
    }
}
