package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.SequenceBuilder.Built;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;

/** How full rows are, batch by batch, for lengths as corpora have them. */
class PackingTest {
    private static final int BATCH = 8;
    private static final int BATCHES = 60;
    private static final double REAL_TOKENS = 0.98;

    static Stream<Arguments> corpora() {
        return Stream.of(
                corpus("drawn scenes", 256, random -> 25 + random.nextInt(40)),
                corpus("the paper's images", 2048, random -> 60 + random.nextInt(90)),
                corpus("web pages with a long tail", 2048, random -> (int) (80 / (0.008 + random.nextDouble()))),
                corpus("books", 1024, random -> 5_000 + random.nextInt(20_000)),
                corpus("lines of any length", 128, random -> 1 + random.nextInt(128)));
    }

    private static Arguments corpus(String name, int window, ToIntFunction<SplittableRandom> length) {
        return Arguments.of(name, window, length);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corpora")
    void everyBatchIsNearlyAllRealTokens(String name, int window, ToIntFunction<SplittableRandom> length) {
        try (PackedLane lane = lane(window, LongSamples.CUT, n -> length.applyAsInt(new SplittableRandom(n)))) {
            double worst = 1;
            for (int batch = 0; batch < BATCHES; batch++) {
                int tokens = IntStream.range(0, BATCH)
                        .map(row -> lane.next().tokens())
                        .sum();
                worst = Math.min(worst, (double) tokens / (BATCH * window));
            }
            System.out.printf("%s: at least %.2f%% real tokens in a batch%n", name, 100 * worst);
            assertThat(worst).isGreaterThanOrEqualTo(REAL_TOKENS);
        }
    }

    @Test
    void longSamplesAreCutOrDroppedAndCounted() {
        LongFunction<Integer> everyFifthIsLong = n -> n % 5 == 0 ? 100 : 10;
        try (PackedLane cut = lane(32, LongSamples.CUT, everyFifthIsLong);
                PackedLane dropped = lane(32, LongSamples.DROP, everyFifthIsLong)) {
            int longest = 0;
            for (int row = 0; row < 100; row++) {
                cut.next();
                for (TokenSequence sequence : dropped.next().sequences()) {
                    longest = Math.max(longest, sequence.inputs());
                }
            }
            assertThat(longest).isEqualTo(10);
            assertThat(cut.cut()).isEqualTo((drawn(cut) + 4) / 5);
            assertThat(cut.dropped()).isZero();
            assertThat(dropped.dropped()).isEqualTo((drawn(dropped) + 4) / 5);
            assertThat(dropped.cut()).isZero();
        }
    }

    @Test
    void textsThatWereCutToFillRowsLoseNothing() {
        Map<String, StringBuilder> read = new HashMap<>();
        int cuts = 0;
        try (PackedLane lane = anyLength()) {
            for (int row = 0; row < 200; row++) {
                for (TokenSequence sequence : lane.next().sequences()) {
                    StringBuilder text = read.computeIfAbsent(sequence.sample(), name -> new StringBuilder());
                    cuts += text.isEmpty() ? 0 : 1;
                    text.append(new Letters().decode(Arrays.copyOf(sequence.ids(), sequence.inputs())));
                }
            }
            long whole = read.entrySet().stream()
                    .filter(e -> e.getValue().length() == lengthOf(Long.parseLong(e.getKey())))
                    .count();
            assertThat(whole).isGreaterThanOrEqualTo(read.size() - 1);
            assertThat(cuts).isGreaterThan(10);
        }
    }

    @Test
    void aLaneIsRestoredInTheMiddleOfACutText() {
        try (PackedLane whole = anyLength()) {
            int halves = 0;
            for (int row = 0; row < 60; row++) {
                whole.next();
                PackedLane.State state = whole.state();
                halves += state.waiting().stream().anyMatch(origin -> origin.from() > 0) ? 1 : 0;
                try (PackedLane resumed = anyLength();
                        PackedLane same = anyLength()) {
                    resumed.restore(state);
                    assertThat(resumed.state()).isEqualTo(state);
                    IntStream.rangeClosed(0, row).forEach(n -> same.next());
                    for (int n = 0; n < 4; n++) {
                        assertThat(resumed.next().ids()).isEqualTo(same.next().ids());
                    }
                }
            }
            assertThat(halves).isPositive();
        }
    }

    private static PackedLane anyLength() {
        return lane(128, LongSamples.CUT, PackingTest::lengthOf);
    }

    private static int lengthOf(long sample) {
        return 1 + new SplittableRandom(sample).nextInt(128);
    }

    private static long drawn(PackedLane lane) {
        return lane.state().positions().get(0);
    }

    /** Texts of {@code length} letters, so that with the end of text each has as many inputs. */
    private static PackedLane lane(int window, LongSamples longSamples, LongFunction<Integer> length) {
        SequenceConfig config = new SequenceConfig(window, longSamples);
        SequenceBuilder builder = new SequenceBuilder(
                new Vocabulary(28, 0, 27), new Letters(), config, new Objective.Unified(Condition.DISCRETE, true));
        LongFunction<Built> texts = n -> builder.text(new TextSample(Long.toString(n), "a".repeat(length.apply(n))));
        return new PackedLane(0, List.of(new CountedFeed(texts)), new Mixture(List.of(1.0), 1), config);
    }
}
