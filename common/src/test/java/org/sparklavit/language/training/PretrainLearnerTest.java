package org.sparklavit.language.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.Lanes;
import org.sparklavit.data.stream.CountedFeed;
import org.sparklavit.data.stream.Letters;
import org.sparklavit.data.stream.Mixture;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.PackedLane;
import org.sparklavit.data.stream.RankRows;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.stream.SequenceFeed;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.data.stream.TextSample;
import org.sparklavit.data.stream.TokenRowsOf;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.language.RopeConfig;
import org.sparklavit.language.StoredFeatures;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.tensor.Precision;
import org.sparklavit.train.OptimizerConfig;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.train.TrainingLoop;

/** The whole training path without Spark: three streams, packed rows, checkpoints, ranks as threads. */
class PretrainLearnerTest {
    private static final int WINDOW = 32;
    private static final int LANES = 2;
    private static final int GLOBAL_BATCH = 8;
    private static final int FEATURE_WIDTH = 3;
    private static final Letters LETTERS = new Letters();
    private static final Vocabulary VOCABULARY = new Vocabulary(LETTERS.size(), 16, LETTERS.endOfText());
    private static final SequenceConfig SEQUENCES = new SequenceConfig(WINDOW, LongSamples.CUT);
    private static final String[] WORDS = {"red", "blue", "green", "black"};
    /** Worst difference seen between world sizes after 12 steps: 2.4e-6. */
    private static final double SAME = 2e-5;

    /** More than any two cores can. */
    private static final double PEAK = 1e13;

    @TempDir
    private Path folder;

    @Test
    void theLossOfEveryStreamFalls() throws Exception {
        train(1, 40, 8, "falls");
        List<Map<String, Double>> lines = metrics("falls");
        Map<String, Double> last = lines.get(lines.size() - 1);
        for (Stream stream : Stream.values()) {
            assertThat(last.get(stream.metric())).isLessThan(0.7 * lines.get(0).get(stream.metric()));
            assertThat(last.get("heldOut_" + stream.metric())).isLessThan(2.5);
        }
        assertThat(last.get("padding")).isLessThan(0.1);
        assertThat(last.get("tokensPerSecond")).isPositive();
    }

    @Test
    void twoRanksReachTheWeightsOfOne() throws Exception {
        float[] two = train(2, 12, 2, "two");
        float[] one = train(1, 12, 4, "one");
        double worst = 0;
        for (int i = 0; i < one.length; i++) {
            worst = Math.max(worst, Math.abs(one[i] - two[i]));
        }
        System.out.printf("two ranks: worst difference of %d weights %.1e%n", one.length, worst);
        assertThat(worst).isLessThan(SAME);
    }

    @Test
    void aResumedRunHasTheBitsOfTheUninterruptedOne() throws Exception {
        float[] whole = train(2, 12, 2, "whole");
        train(2, 12, 2, "cut");
        Files.delete(folder.resolve("cut/checkpoints/step-00000012/manifest.json"));
        assertThat(train(2, 12, 2, "cut")).isEqualTo(whole);
        assertThat(metrics("cut").get(1))
                .containsEntry("loss", metrics("whole").get(1).get("loss"));
    }

    @Test
    void recomputedBlocksTrainTheSameWeights() throws Exception {
        assertThat(train(1, 6, 4, "recomputed")).isEqualTo(train(1, 6, 4, "plain"));
        assertThat(metrics("recomputed").get(1))
                .containsEntry("heldOut_text", metrics("plain").get(1).get("heldOut_text"));
    }

    @Test
    void theUtilisationIsLoggedWhereThePeakIsKnown() throws Exception {
        train(1, 6, 4, "peak");
        assertThat(metrics("peak").get(1).get("modelFlopsUtilisation")).isBetween(1e-6, 1.0);
        train(1, 1, 4, "unknown");
        assertThat(metrics("unknown").get(0)).doesNotContainKey("modelFlopsUtilisation");
    }

    private float[] train(int world, int steps, int microBatch, String name) throws Exception {
        List<Collective> ranks = world == 1 ? List.of(new SoloCollective()) : List.copyOf(LocalCollective.group(world));
        ExecutorService threads = Executors.newFixedThreadPool(world);
        try {
            List<Future<float[]>> results = new ArrayList<>();
            for (Collective rank : ranks) {
                results.add(threads.submit(() -> trainRank(rank, steps, microBatch, name)));
            }
            for (Future<float[]> result : results) {
                assertThat(result.get()).isEqualTo(results.get(0).get());
            }
            return results.get(0).get();
        } finally {
            threads.shutdownNow();
        }
    }

    private float[] trainRank(Collective rank, int steps, int microBatch, String name) throws IOException {
        LlamaConfig llama =
                new LlamaConfig(32, 2, 2, 1, 48, 64, new RopeConfig(100, new RopeConfig.None()), 1e-5, false);
        // The epsilon is above the rounding errors, which Adam would otherwise blow up where a gradient is nearly zero.
        OptimizerConfig optimizer = new OptimizerConfig(0.02, 0.1, 3, 0.01, 0.9, 0.95, 1e-6, 1.0);
        TrainingConfig config = new TrainingConfig(
                steps, GLOBAL_BATCH, microBatch, 1, 6, steps, 6, 2, 0, 3, Precision.AUTO, true, optimizer);
        List<PackedLane> lanes = Lanes.ofRank(rank.rank(), rank.worldSize(), LANES).stream()
                .map(PretrainLearnerTest::mixed)
                .toList();
        try (PretrainLearner learner = new PretrainLearner(
                new UnifiedModel(llama, VOCABULARY, FEATURE_WIDTH),
                new RankRows(lanes, GLOBAL_BATCH / LANES),
                new HeldOutRows(alone(), 4, rank.rank(), rank.worldSize()),
                new StoredFeatures(),
                new PretrainLearner.Settings(
                        microBatch, 1, 0, name.equals("recomputed"), name.equals("peak") ? PEAK : 0),
                model -> {})) {
            TrainingLoop.run(
                    learner, rank, config, Storage.local(), output(name).toString(), line -> {});
            return learner.parameters().buckets().get(0).values().toFloatArray();
        }
    }

    private static PackedLane mixed(int lane) {
        return new PackedLane(lane, feeds(lane), new Mixture(List.of(2.0, 1.0, 1.0), 1), SEQUENCES);
    }

    private static List<PackedLane> alone() {
        return feeds(7).stream()
                .map(feed -> new PackedLane(0, List.of(feed), new Mixture(List.of(1.0), 1), SEQUENCES))
                .toList();
    }

    private static List<SequenceFeed> feeds(int lane) {
        SequenceBuilder builder =
                new SequenceBuilder(VOCABULARY, LETTERS, SEQUENCES, new Objective.Unified(Condition.CONTINUOUS, true));
        return List.of(
                new CountedFeed(n -> builder.build(Stream.IMAGE_TEXT, image(lane + n))),
                new CountedFeed(n -> builder.build(Stream.TEXT_IMAGE, image(lane + n))),
                new CountedFeed(n -> builder.text(new TextSample("t" + n, WORDS[(int) ((lane + n) % WORDS.length)]))));
    }

    /** A word and the codes that stand for it. */
    private static TokenRow image(long n) {
        int word = (int) (n % WORDS.length);
        int[] codes = IntStream.range(0, 2 + word).map(i -> 4 * word + i % 4).toArray();
        return TokenRowsOf.row("k" + n, WORDS[word], FEATURE_WIDTH, codes);
    }

    private Path output(String name) {
        return folder.resolve(name);
    }

    private List<Map<String, Double>> metrics(String name) throws IOException {
        List<Map<String, Double>> lines = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(output(name).resolve("metrics.jsonl"))) {
            lines.add(json.readValue(line, new TypeReference<>() {}));
        }
        return lines;
    }
}
