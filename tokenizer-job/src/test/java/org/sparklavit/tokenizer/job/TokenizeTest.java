package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.output.OutputFiles;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.stream.ImageInput;
import org.sparklavit.data.stream.ImagedDump;
import org.sparklavit.data.stream.ImagedRow;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.data.token.TokenReader;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.language.StoredFeatures;
import org.sparklavit.language.training.OnlineFeatures;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tokenizer.tokenize.TokenizeConfig;
import org.sparklavit.vision.RandomTokenizer;
import org.sparklavit.vision.TokenizerFolder;

class TokenizeTest {
    /** Features are normalised: up to 4. Half of the last place of a bfloat16 there is 7.8e-3; worst seen: 7.8e-3. */
    private static final Offset<Float> BFLOAT16 = Offset.offset(8e-3f);

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
    void threadsThatDecodeChangeNothing() throws IOException {
        String shards = shards(2, 1);
        // Three a batch, so that broken images lie within one.
        assertSame(tokenize(shards, "one", "batch=3"), tokenize(shards, "four", "batch=3", "decode-threads=4"));
        assertThat(OutputFiles.errors(folder.resolve("four"))).isEqualTo(OutputFiles.errors(folder.resolve("one")));
    }

    /** Pretraining computes them of the shards, whichever way patches were chosen; broken images lie in between. */
    @Test
    void storedFeaturesAreThoseThatPretrainingComputes() throws IOException {
        String shards = shards(2, 1);
        for (String selection : List.of("arg-max", "sampled")) {
            tokenize(shards, selection, "selection.type=" + selection, "store-features=true");
            TokenDump dump = TokenDump.open(storage, folder.resolve(selection).toString(), true);
            ImagedDump images = ImagedDump.open(storage, dump, shards);
            try (OnlineFeatures online = new OnlineFeatures(
                            new TokenizerFolder(
                                            storage, folder.resolve("tokenizer").toString())
                                    .load(),
                            Optional.empty());
                    NDManager manager = Tensors.newManager()) {
                float[] computed =
                        online.of(manager, spans(images, TokenizeTest::online)).toFloatArray();
                float[] stored = new StoredFeatures()
                        .of(manager, spans(images, TokenizeTest::stored))
                        .toFloatArray();
                System.out.printf("%s: worst difference %.1e%n", selection, worst(computed, stored));
                assertThat(computed).containsExactly(stored, BFLOAT16);
            }
        }
    }

    private static double worst(float[] computed, float[] stored) {
        return IntStream.range(0, stored.length)
                .mapToDouble(i -> Math.abs(computed[i] - stored[i]))
                .max()
                .orElseThrow();
    }

    private static ImageInput online(ImagedRow row) {
        return new ImageInput.Online(
                row.tokens().key(), row.file(), row.tokens().positions());
    }

    private static ImageInput stored(ImagedRow row) {
        return new ImageInput.Stored(row.tokens().features());
    }

    private static List<ImageSpan> spans(ImagedDump images, Function<ImagedRow, ImageInput> input) {
        List<ImageSpan> spans = new ArrayList<>();
        for (int shard = 0; shard < images.shards(); shard++) {
            try (ShardSource.Rows<ImagedRow> rows = images.open(shard, 0)) {
                rows.forEachRemaining(
                        row -> spans.add(new ImageSpan(1, row.tokens().numTokens(), input.apply(row), false)));
            }
        }
        assertThat(spans).hasSize(TestCorpus.GOOD);
        return spans;
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
        return TestShards.write(
                SPARK.context(), folder, "shards-" + shards, shards, "seed=" + seed, "verify-images=false");
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
