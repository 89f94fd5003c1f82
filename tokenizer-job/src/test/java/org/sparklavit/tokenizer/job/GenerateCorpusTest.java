package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.scene.SceneCorpus;

class GenerateCorpusTest {
    @TempDir
    Path folder;

    @Test
    void writesTheSameBytesWhateverTheParallelism() throws Exception {
        SceneCorpus corpus = small(folder.resolve("unused")).value().corpus();
        try (SparkSession spark = LocalSpark.start(Map.of())) {
            for (int tasks : List.of(1, 3)) {
                GenerateCorpus.write(
                        spark,
                        Storage.local(),
                        corpus,
                        folder.resolve("tasks" + tasks).toString(),
                        tasks);
            }
        }

        Map<String, byte[]> one = files(folder.resolve("tasks1"));
        Map<String, byte[]> three = files(folder.resolve("tasks3"));
        assertThat(one.keySet())
                .containsExactly(
                        "heldout/shard-000000.tar",
                        "text/heldout.jsonl",
                        "text/train.jsonl",
                        "train/shard-000000.tar",
                        "train/shard-000001.tar",
                        "train/shard-000002.tar");
        assertThat(three.keySet()).isEqualTo(one.keySet());
        one.forEach((name, bytes) -> assertThat(three.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void savesItsConfigurationBesideTheCorpus() throws Exception {
        Path output = folder.resolve("corpus");
        Loaded<GenerateCorpusConfig> loaded = small(output);
        LocalSpark.start(Map.of());

        new GenerateCorpus().run(loaded);

        assertThat(output.resolve("train/shard-000002.tar")).isNotEmptyFile();
        assertThat(output.resolve("generate-corpus.conf")).hasContent(loaded.effectiveHocon());
    }

    @Test
    void refusesAnOutputThatIsThereAlready() throws Exception {
        Files.writeString(folder.resolve("mine.txt"), "precious");
        Loaded<GenerateCorpusConfig> loaded = small(folder);
        LocalSpark.start(Map.of());

        assertThatThrownBy(() -> new GenerateCorpus().run(loaded))
                .isInstanceOf(ConfigException.class)
                .hasMessage("'output' is " + folder
                        + " but something is there already; name a folder that does not exist, or delete this one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "full"})
    void readsTheConfigurationsThatComeWithTheProject(String size) {
        Path file = Path.of(System.getProperty("project.root"), "conf", "generate-corpus-" + size + ".conf");

        GenerateCorpusConfig config =
                ConfigLoader.load(GenerateCorpusConfig.class, file, List.of()).value();

        assertThat(new GenerateCorpus().plan(config)).contains("one Spark task each, below " + config.output());
    }

    private static Loaded<GenerateCorpusConfig> small(Path output) {
        return ConfigLoader.load(
                GenerateCorpusConfig.class,
                null,
                List.of(
                        "output=" + output,
                        "train-images=12",
                        "heldout-images=3",
                        "text-lines=5",
                        "heldout-text-lines=2",
                        "images-per-tar=5",
                        "image-size=64"));
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }
}
