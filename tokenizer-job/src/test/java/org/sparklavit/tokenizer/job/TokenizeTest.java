package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.token.TokenReader;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.tokenizer.shard.ShardConfig;
import org.sparklavit.tokenizer.shard.ShardPlan;
import org.sparklavit.tokenizer.tokenize.TokenizeConfig;

class TokenizeTest {
    @RegisterExtension
    static final LocalSpark SPARK = new LocalSpark();

    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    @BeforeEach
    void makeCorpusAndTokenizer() throws IOException {
        TestCorpus.write(folder.resolve("corpus"));
        RandomTokenizer.write(folder.resolve("tokenizer"));
    }

    @Test
    void everySampleIsARowOfTokensOrAnErrorRow() throws IOException {
        Map<String, TokenRow> rows = tokenize(shards(2, 1), "out");
        assertThat(rows).hasSize(TestCorpus.GOOD);
        assertThat(OutputFiles.errors(folder.resolve("out")))
                .extracting(ErrorRow::key, ErrorRow::reason)
                .containsExactlyInAnyOrder(tuple("cut", "TRUNCATED"), tuple("none", "UNKNOWN_FORMAT"));
        assertThat(rows.values()).allSatisfy(row -> {
            assertThat(row.numTokens()).isBetween(0, RandomTokenizer.PATCHES);
            assertThat(Arrays.stream(row.codes())).allMatch(code -> code >= 0 && code < RandomTokenizer.CODES);
            assertThat(row.positions()).hasSameSizeAs(row.codes()).isSorted();
        });
        assertThat(rows.values().stream().mapToInt(TokenRow::numTokens).distinct())
                .hasSizeGreaterThan(3);
    }

    @Test
    void tokensDependOnTheImageAlone() throws IOException {
        String one = shards(1, 1);
        String four = shards(4, 2);
        for (String selection : List.of("arg-max", "sampled")) {
            String chosen = "selection.type=" + selection;
            Map<String, TokenRow> rows = tokenize(one, selection, chosen);
            assertSame(rows, tokenize(one, selection + "-again", chosen));
            for (int batch : new int[] {1, 7, 64}) {
                String name = selection + "-" + batch;
                assertSame(rows, tokenize(four, name, chosen, "batch=" + batch));
            }
        }
    }

    @Test
    void anotherSeedDrawsOtherPatches() throws IOException {
        String shards = shards(1, 1);
        Map<String, TokenRow> first = tokenize(shards, "first", "selection={type=sampled,seed=1}");
        Map<String, TokenRow> second = tokenize(shards, "second", "selection={type=sampled,seed=2}");
        assertThat(differing(first, second)).hasSizeGreaterThan(TestCorpus.GOOD / 4);
    }

    @Test
    void refusesAnOutputThatHoldsSomething() throws IOException {
        String shards = shards(1, 1);
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/precious"), "mine");
        assertThatThrownBy(() -> tokenize(shards, "out"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("already holds something, and no _run.json says that it is of this job");
    }

    /** Sums of another batch round differently, but none of these images has a patch or a code on the edge. */
    private static void assertSame(Map<String, TokenRow> expected, Map<String, TokenRow> rows) {
        assertThat(rows.keySet()).isEqualTo(expected.keySet());
        assertThat(differing(expected, rows)).isEmpty();
    }

    /** The ids of images that have not the same tokens at the same patches. */
    private static List<String> differing(Map<String, TokenRow> a, Map<String, TokenRow> b) {
        return a.keySet().stream()
                .filter(id -> !Arrays.equals(a.get(id).codes(), b.get(id).codes())
                        || !Arrays.equals(a.get(id).positions(), b.get(id).positions()))
                .toList();
    }

    /** Shards the corpus, broken images included; the seed decides the order. */
    private String shards(int shards, int seed) throws IOException {
        String output = folder.resolve("shards-" + shards).toString();
        ShardConfig config = ConfigLoader.load(
                        ShardConfig.class,
                        null,
                        List.of(
                                "input=\"" + folder + "\"",
                                "sources=[{ type = webdataset, name = test, path = corpus }]",
                                "output=\"" + output + "\"",
                                "seed=" + seed,
                                "verify-images=false"))
                .value();
        ShardPlan plan = ShardPlan.of(config, storage);
        new ShardShuffle(SPARK.context(), storage, new ShardPlan(plan.parts(), plan.inputBytes(), shards))
                .run(config.readOptions(), config.layout(config.output(), shards), Map.of());
        return output;
    }

    /** The rows of the dump by their ids. */
    private Map<String, TokenRow> tokenize(String shards, String name, String... overrides) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "input=\"" + shards + "\"",
                "tokenizer=\"" + folder.resolve("tokenizer") + "\"",
                "output=\"" + folder.resolve(name) + "\""));
        all.addAll(List.of(overrides));
        Tokenize.run(SPARK.context(), ConfigLoader.load(TokenizeConfig.class, null, all));
        Map<String, TokenRow> rows = new TreeMap<>();
        for (StoredFile file : storage.list(folder.resolve(name) + "/data")) {
            try (TokenReader reader = TokenReader.withoutFeatures(storage, file.uri())) {
                reader.forEachRemaining(
                        row -> assertThat(rows.put(row.id(), row)).isNull());
            }
        }
        return rows;
    }
}
