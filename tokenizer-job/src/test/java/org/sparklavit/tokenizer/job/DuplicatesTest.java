package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.OutputFiles;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleId;
import org.sparklavit.data.webdataset.TestTar;
import org.sparklavit.tokenizer.shard.ShardConfig;
import org.sparklavit.tokenizer.shard.ShardLayout;
import org.sparklavit.tokenizer.shard.ShardPlan;
import org.sparklavit.tokenizer.shard.ShardResult;

class DuplicatesTest {
    private static final int SHARDS = 3;
    private static final String SOURCES = "sources=[{ type = webdataset, name = first, path = \"twins/first.tar\" },"
            + " { type = webdataset, name = second, path = \"twins/second.tar\" }]";

    @RegisterExtension
    static final LocalSpark SPARK = new LocalSpark();

    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    /** The first source has an image twice; the second has two of the first's images, one with the same caption. */
    @BeforeEach
    void writeTwins() throws IOException {
        Path twins = Files.createDirectories(folder.resolve("twins"));
        TestTar first = new TestTar();
        for (int i = 0; i < 3; i++) {
            first.add("a" + i + ".jpg", TestCorpus.jpeg(i)).add("a" + i + ".txt", "caption " + i);
        }
        first.add("a1 again.jpg", TestCorpus.jpeg(1)).add("a1 again.txt", "another caption");
        Files.write(twins.resolve("first.tar"), first.plain());
        TestTar second = new TestTar()
                .add("b1.jpg", TestCorpus.jpeg(1))
                .add("b1.txt", "caption 1")
                .add("b2.jpg", TestCorpus.jpeg(2))
                .add("b2.txt", "another caption")
                .add("b3.jpg", TestCorpus.jpeg(3))
                .add("b3.txt", "caption 3")
                .add("none.jpg", "no image")
                .add("none.txt", "none");
        Files.write(twins.resolve("second.tar"), second.plain());
    }

    @Test
    void theFirstOfTheInputIsKeptOfEqualImages() throws IOException {
        Path output = shard("out", "drop-duplicates=same-image");
        assertThat(OutputFiles.samples(output))
                .extracting(Sample::key)
                .containsExactlyInAnyOrder("a0", "a1", "a2", "b3");
        String first = "the same as sample " + SampleId.of("first", "a1") + ", which is kept";
        String other = "the same as sample " + SampleId.of("first", "a2") + ", which is kept";
        assertThat(OutputFiles.errors(output))
                .filteredOn(error -> error.reason().equals("DUPLICATE_CONTENT"))
                .extracting(ErrorRow::source, ErrorRow::key, ErrorRow::detail)
                .containsExactlyInAnyOrder(
                        tuple("first", "a1 again", first), tuple("second", "b1", first), tuple("second", "b2", other));
    }

    @Test
    void anotherCaptionOfTheSameImageMayBeKept() throws IOException {
        assertThat(OutputFiles.samples(shard("out", "drop-duplicates=same-image-and-caption")))
                .extracting(Sample::key)
                .containsExactlyInAnyOrder("a0", "a1", "a1 again", "a2", "b2", "b3");
        assertThat(OutputFiles.samples(shard("all"))).hasSize(7);
    }

    /** Whatever was there already: what is left out does not depend on it. */
    @Test
    void duplicatesAreLeftOutAcrossShardsAndAcrossRuns() throws IOException {
        ShardConfig config = load("out", "drop-duplicates=same-image").value();
        ShardLayout layout = config.layout(config.output(), SHARDS);
        ShardPlan listed = ShardPlan.of(config, storage);
        ShardShuffle shuffle =
                new ShardShuffle(SPARK.context(), storage, new ShardPlan(listed.parts(), listed.inputBytes(), SHARDS));
        shuffle.run(config.readOptions(), layout, Map.of());
        Map<String, byte[]> expected = OutputFiles.parts(folder.resolve("out"));
        Map<Integer, ShardResult> finished = layout.finished(storage);
        for (int kept : new int[] {0b001, 0b010, 0b110}) {
            Map<Integer, ShardResult> some = new TreeMap<>(finished);
            for (int shard = 0; shard < SHARDS; shard++) {
                if ((kept >> shard & 1) == 0) {
                    some.remove(shard);
                    storage.delete(config.output() + "/data/part-0000" + shard + ".parquet");
                    storage.delete(config.output() + "/errors/part-0000" + shard + ".parquet");
                }
            }
            shuffle.run(config.readOptions(), layout, some);
            OutputFiles.assertSame(OutputFiles.parts(folder.resolve("out")), expected);
        }
    }

    private Path shard(String name, String... overrides) throws IOException {
        Shard.run(SPARK.context(), load(name, overrides));
        return folder.resolve(name);
    }

    private Loaded<ShardConfig> load(String name, String... overrides) {
        List<String> all = new ArrayList<>(
                List.of("input=\"" + folder + "\"", SOURCES, "output=\"" + folder.resolve(name) + "\""));
        all.addAll(List.of(overrides));
        return ConfigLoader.load(ShardConfig.class, null, all);
    }
}
