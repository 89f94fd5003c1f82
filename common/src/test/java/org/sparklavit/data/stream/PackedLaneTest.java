package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.order.Lane;
import org.sparklavit.data.order.Lanes;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.stream.SequenceConfig.Condition;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.token.TokenRow;

class PackedLaneTest {
    private static final int WINDOW = 48;
    private static final int LANES = 4;
    private static final int ROWS_PER_LANE = 3;
    private static final Vocabulary VOCABULARY = new Vocabulary(28, 1000, 27);
    private static final SequenceBuilder BUILDER = new SequenceBuilder(
            VOCABULARY, new Letters(), new SequenceConfig(WINDOW, Condition.DISCRETE, true, LongSamples.CUT));

    @Test
    void everyTargetIsTheNextIdOfTheSameDocument() {
        try (PackedLane lane = lane(0)) {
            for (int n = 0; n < 50; n++) {
                PackedRow row = lane.next();
                int supervised = 0;
                for (int i = 0; i < WINDOW; i++) {
                    if (row.targets()[i] != PackedRow.IGNORE) {
                        supervised++;
                        if (i + 1 < WINDOW && row.documents()[i + 1] == row.documents()[i]) {
                            assertThat(row.targets()[i]).isEqualTo(row.ids()[i + 1]);
                            assertThat(row.positions()[i + 1]).isEqualTo(row.positions()[i] + 1);
                        }
                    }
                }
                assertThat(supervised).isEqualTo(row.tokens());
            }
        }
    }

    @Test
    void rowsAreNearlyFull() {
        try (PackedLane lane = lane(0)) {
            double tokens =
                    IntStream.range(0, 400).map(n -> lane.next().tokens()).sum();
            assertThat(tokens / (400 * WINDOW)).isGreaterThan(0.98);
        }
    }

    @Test
    void aRestoredLaneMakesTheSameRowsAnywhereInAnyEpoch() {
        for (int stop : new int[] {1, 7, 40, 333}) {
            try (PackedLane whole = lane(1);
                    PackedLane resumed = lane(1)) {
                IntStream.range(0, stop).forEach(n -> whole.next());
                PackedLane.State state = whole.state();
                resumed.restore(state);
                assertThat(resumed.state()).isEqualTo(state);
                for (int n = 0; n < 30; n++) {
                    assertThat(Arrays.toString(resumed.next().ids()))
                            .isEqualTo(Arrays.toString(whole.next().ids()));
                }
            }
        }
    }

    @Test
    void theRowsOfAStepAreTheSameForEveryWorldSize() {
        List<String> one = stepsOf(1, 0);
        assertThat(stepsOf(2, 0)).isEqualTo(one);
        assertThat(stepsOf(4, 0)).isEqualTo(one);
    }

    @Test
    void anotherWorldSizeContinuesARun() {
        List<String> whole = stepsOf(1, 0);
        assertThat(stepsOf(2, 3)).isEqualTo(whole.subList(3, whole.size()));
    }

    @Test
    void anotherListOfSourcesIsRefused() {
        PackedLane.State state = lane(0).state();
        PackedLane other = new PackedLane(0, List.of(), new Mixture(List.of(1.0), 1), WINDOW);
        assertThatThrownBy(() -> other.restore(state))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the checkpoint was made with 3 sources but 'sources' now has 0. Continue with the"
                        + " configuration of that run, or write to another 'output'.");
    }

    @Test
    void sourcesThatNeverFitAreReported() {
        SequenceFeed texts =
                SequenceFeed.of(new Lane<>(new Numbers(8), 0, 1, 1, 8), n -> SequenceBuilder.Built.DROPPED);
        PackedLane lane = new PackedLane(0, List.of(texts), new Mixture(List.of(1.0), 1), 8);
        assertThatThrownBy(lane::next)
                .isInstanceOf(ConfigException.class)
                .hasMessage("'window' is set to 8 but 10000 samples in a row were longer or empty. Set a larger"
                        + " 'window' or 'long-samples = cut'.");
    }

    /** The rows of five steps, those of each step sorted, made by one world after another resumed as two. */
    private static List<String> stepsOf(int world, int resumeAfter) {
        List<String> states = new ArrayList<>();
        if (resumeAfter > 0) {
            try (RankRows first = rank(0, 1)) {
                first.next(resumeAfter * LANES * ROWS_PER_LANE);
                states.add(first.state());
            }
        }
        List<RankRows> ranks =
                IntStream.range(0, world).mapToObj(r -> rank(r, world)).toList();
        if (resumeAfter > 0) {
            ranks.forEach(rank -> rank.restore(states));
        }
        List<String> steps = new ArrayList<>();
        for (int step = resumeAfter; step < 5; step++) {
            List<String> rows = new ArrayList<>();
            ranks.forEach(rank -> rank.next(LANES / world * ROWS_PER_LANE)
                    .forEach(row -> rows.add(Arrays.toString(row.ids()) + Arrays.toString(row.documents()))));
            rows.sort(null);
            steps.add(String.join("\n", rows));
        }
        ranks.forEach(RankRows::close);
        return steps;
    }

    private static RankRows rank(int rank, int world) {
        return new RankRows(
                Lanes.ofRank(rank, world, LANES).stream()
                        .map(PackedLaneTest::lane)
                        .toList(),
                ROWS_PER_LANE);
    }

    private static PackedLane lane(int lane) {
        return new PackedLane(
                lane,
                List.of(
                        SequenceFeed.of(images(lane), row -> BUILDER.build(Stream.IMAGE_TEXT, row)),
                        SequenceFeed.of(images(lane), row -> BUILDER.build(Stream.TEXT_IMAGE, row)),
                        SequenceFeed.of(
                                new Lane<>(new Numbers(40), lane, LANES, 5, 8),
                                n -> BUILDER.text("abcdefghij ".repeat(1 + n % 7)))),
                new Mixture(List.of(3.0, 2.0, 1.0), 9),
                WINDOW);
    }

    private static Lane<TokenRow> images(int lane) {
        ShardSource<Integer> numbers = new Numbers(100);
        return new Lane<>(
                new ShardSource<>() {
                    @Override
                    public int shards() {
                        return numbers.shards();
                    }

                    @Override
                    public long rows(int shard) {
                        return numbers.rows(shard);
                    }

                    @Override
                    public Rows<TokenRow> open(int shard, long row) {
                        Rows<Integer> inner = numbers.open(shard, row);
                        return new Rows<>() {
                            @Override
                            public boolean hasNext() {
                                return inner.hasNext();
                            }

                            @Override
                            public TokenRow next() {
                                int n = inner.next();
                                int[] codes = IntStream.range(0, 3 + n % 9)
                                        .map(i -> (n * 31 + i) % 1000)
                                        .toArray();
                                return TokenRowsOf.row("k" + n, "word ".repeat(1 + n % 3), 0, codes);
                            }

                            @Override
                            public void close() {}
                        };
                    }
                },
                lane,
                LANES,
                5,
                16);
    }

    /** Eight shards of consecutive numbers. */
    private record Numbers(int rowsPerShard) implements ShardSource<Integer> {
        @Override
        public int shards() {
            return 8;
        }

        @Override
        public long rows(int shard) {
            return rowsPerShard;
        }

        @Override
        public Rows<Integer> open(int shard, long row) {
            return new Rows<>() {
                private int next = (int) row;

                @Override
                public boolean hasNext() {
                    return next < rowsPerShard;
                }

                @Override
                public Integer next() {
                    return shard * rowsPerShard + next++;
                }

                @Override
                public void close() {}
            };
        }
    }
}
