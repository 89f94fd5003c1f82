package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.OutputFiles;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.tokenizer.shard.ShardConfig;
import org.sparklavit.tokenizer.shard.ShardPlan;

class ShardTest {
    @RegisterExtension
    static final LocalSpark SPARK = new LocalSpark();

    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    @BeforeEach
    void makeCorpus() throws IOException {
        TestCorpus.write(folder.resolve("corpus"));
    }

    @Test
    void everySampleIsARowOrAnErrorRow() throws IOException {
        Path output = shard("out");
        assertThat(OutputFiles.samples(output)).hasSize(TestCorpus.GOOD);
        Map<String, List<String>> errors = OutputFiles.errors(output).stream()
                .collect(Collectors.groupingBy(
                        ErrorRow::reason, TreeMap::new, Collectors.mapping(ErrorRow::key, Collectors.toList())));
        assertThat(errors)
                .isEqualTo(Map.of(
                        "BROKEN_TAR", List.of("2.tar"),
                        "DUPLICATE_ID", List.of("a7"),
                        "MISSING_CAPTION", List.of("mute"),
                        "TRUNCATED", List.of("cut"),
                        "UNKNOWN_FORMAT", List.of("none")));
    }

    /** More than fifty kinds; the key of the second of two equal samples is marked. */
    @Test
    void whateverACorpusHoldsIsARowOrAnErrorRowWithTheRightReason() throws IOException {
        Map<String, String> expected = TortureCorpus.write(folder.resolve("torture"));
        Path output = shard(
                "out",
                "sources=[{ type = webdataset, name = test, path = torture, max-member-mib = 1 }]",
                "max-megapixels=1");
        Map<String, String> found = new TreeMap<>();
        OutputFiles.samples(output).forEach(sample -> found.put(sample.key(), TortureCorpus.ROW));
        for (ErrorRow error : OutputFiles.errors(output)) {
            found.put(error.key() + (found.containsKey(error.key()) ? " (again)" : ""), error.reason());
        }
        assertThat(expected).hasSizeGreaterThan(50);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void filtersLeaveSamplesOutAndSayWhy() throws IOException {
        Path output = shard("out", "filters={ min-side=19, min-caption=3 }");
        Map<String, Long> reasons = OutputFiles.errors(output).stream()
                .collect(Collectors.groupingBy(ErrorRow::reason, Collectors.counting()));
        assertThat(reasons).containsKeys("TOO_SMALL", "CAPTION_LENGTH");
        assertThat(OutputFiles.samples(output)).isNotEmpty().allSatisfy(sample -> {
            assertThat(Math.min(sample.width(), sample.height())).isGreaterThanOrEqualTo(19);
            assertThat(sample.caption()).hasSizeGreaterThanOrEqualTo(3);
        });
    }

    @Test
    void filtersOfSizesNeedImagesToBeRead() {
        assertThatThrownBy(() -> load("out", "filters.min-side=64", "verify-images=false"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'filters' ask for sizes of images, which verify-images = false leaves unknown");
    }

    @Test
    void theFirstOfTwoEqualSamplesIsKept() throws IOException {
        assertThat(OutputFiles.samples(shard("out")).stream()
                        .filter(sample -> sample.key().equals("a7")))
                .singleElement()
                .satisfies(sample -> assertThat(sample.caption()).isEqualTo("caption 7"));
    }

    @Test
    void everyPartHasStatistics() throws IOException {
        PartStatistics statistics = PartStatistics.read(storage, shard("out").toString());
        assertThat(statistics.parts()).isEqualTo(1);
        assertThat(statistics.seconds()).isPositive();
        PartStatistics.Counts counts = statistics.sources().get("test");
        assertThat(counts.successes()).isEqualTo(TestCorpus.GOOD);
        assertThat(counts.failures()).containsEntry("TRUNCATED", 1L).hasSize(TestCorpus.BAD);
        assertThat(statistics.lines().get(0))
                .isEqualTo("test: 70 samples, 65 became rows (92.86%), 5 failed {BROKEN_TAR=1, DUPLICATE_ID=1,"
                        + " MISSING_CAPTION=1, TRUNCATED=1, UNKNOWN_FORMAT=1}");
        JsonNode part = new ObjectMapper()
                .readTree(folder.resolve("out/stats/part-00000.json").toFile());
        assertThat(part.path("count").asInt()).isEqualTo(TestCorpus.GOOD + TestCorpus.BAD);
        assertThat(Instant.parse(part.path("startTime").asText()))
                .isBeforeOrEqualTo(Instant.parse(part.path("endTime").asText()));
    }

    @Test
    void rowsHaveTheSizeOfTheirImage() throws IOException {
        Sample sample = OutputFiles.samples(shard("out")).stream()
                .filter(row -> row.key().equals("a8"))
                .findFirst()
                .orElseThrow();
        assertThat(sample.image()).isEqualTo(TestCorpus.jpeg(8));
        assertThat(sample.width()).isEqualTo(24);
        assertThat(sample.height()).isEqualTo(19);
    }

    @Test
    void theManifestAddsUp() throws IOException {
        Path output = shard("out");
        JsonNode manifest =
                new ObjectMapper().readTree(output.resolve("_manifest.json").toFile());
        assertThat(manifest.path("rowsIn").asInt()).isEqualTo(TestCorpus.GOOD + TestCorpus.BAD);
        assertThat(manifest.path("rowsOut").asInt()).isEqualTo(TestCorpus.GOOD);
        assertThat(manifest.path("errorRows").asInt()).isEqualTo(TestCorpus.BAD);
        JsonNode source = manifest.path("sources").path("test");
        assertThat(source.path("errors").path("DUPLICATE_ID").asInt()).isEqualTo(1);
        assertThat(source.path("width").path("max").asInt()).isEqualTo(24);
        assertThat(manifest.path("shards").get(0).path("file").asText()).isEqualTo("data/part-00000.parquet");
        assertThat(output.resolve("config.conf")).content().contains("shard-mib = 1\n");
    }

    @Test
    void twoRunsGiveTheSameBytes() throws IOException {
        Map<String, byte[]> first = OutputFiles.parts(shard("first"));
        Map<String, byte[]> second = OutputFiles.parts(shard("second"));
        assertThat(first.keySet()).containsExactly("data/part-00000.parquet", "errors/part-00000.parquet");
        OutputFiles.assertSame(second, first);
    }

    @Test
    void theGlobalOrderDoesNotDependOnTheNumberOfShards() throws IOException {
        List<String> one = idsInShards(1);
        assertThat(idsInShards(4)).isEqualTo(one);
        assertThat(one).isNotEqualTo(one.stream().sorted().toList());
    }

    private List<String> idsInShards(int shards) throws IOException {
        ShardConfig config = load("shards" + shards).value();
        ShardPlan plan = ShardPlan.of(config, storage);
        new ShardShuffle(SPARK.context(), storage, new ShardPlan(plan.parts(), plan.inputBytes(), shards))
                .run(config.readOptions(), config.layout(config.output(), shards), Map.of());
        assertThat(storage.list(config.output() + "/data")).hasSize(shards);
        return OutputFiles.samples(Path.of(config.output())).stream()
                .map(Sample::id)
                .toList();
    }

    @Test
    void withoutVerificationImagesAreTakenAsTheyAre() throws IOException {
        List<Sample> samples = OutputFiles.samples(shard("out", "verify-images=false"));
        assertThat(samples).hasSize(TestCorpus.GOOD + 2).allMatch(sample -> sample.width() == 0);
    }

    @Test
    void refusesAnOutputThatHoldsSomething() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/precious"), "mine");
        assertThatThrownBy(() -> shard("out"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("output = file:" + folder.resolve("out")
                        + " already holds something, and no _run.json says that it is of this job; remove it, or name"
                        + " another folder");
    }

    @Test
    void aCorpusWithoutAnyUsableSampleIsTheUsersToMend() throws IOException {
        Files.write(folder.resolve("corpus/0.tar"), new byte[100]);
        Files.write(folder.resolve("corpus/1.tar.gz"), new byte[0]);
        Files.delete(folder.resolve("corpus/2.tar"));
        Path output = folder.resolve("out");
        assertThatThrownBy(() -> shard("out"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("none of the 2 samples can be used (BROKEN_TAR 2); the table " + output
                        + "/errors tells why for each");
        assertThat(OutputFiles.errors(output)).hasSize(2);
    }

    @Test
    void thePlanSaysWhatWouldBeReadAndWritten() throws IOException {
        ShardConfig config = load("out").value();
        assertThat(new Shard().plan(config))
                .startsWith("  read 3 parts of 'test', 146 KiB\n  write 1 shard of about 146 KiB to ");
    }

    private Path shard(String name, String... overrides) throws IOException {
        Shard.run(SPARK.context(), load(name, overrides));
        return folder.resolve(name);
    }

    private Loaded<ShardConfig> load(String name, String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "input=\"" + folder + "\"",
                "sources=[{ type = webdataset, name = test, path = corpus }]",
                "output=\"" + folder.resolve(name) + "\"",
                "shard-mib=1"));
        all.addAll(List.of(overrides));
        return ConfigLoader.load(ShardConfig.class, null, all);
    }
}
