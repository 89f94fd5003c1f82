package org.sparklavit.data.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigException;

class LaneTest {
    /** Shard s has 5 + 3 s rows; a row is s * 1000 + its number. */
    private static final ShardSource<Long> SOURCE = new ShardSource<>() {
        @Override
        public int shards() {
            return 5;
        }

        @Override
        public long rows(int shard) {
            return 5 + 3L * shard;
        }

        @Override
        public Rows<Long> open(int shard, long row) {
            return new Rows<>() {
                private long next = row;

                @Override
                public boolean hasNext() {
                    return next < rows(shard);
                }

                @Override
                public Long next() {
                    return shard * 1000L + next++;
                }

                @Override
                public void close() {}
            };
        }
    };

    @Test
    void anEpochHoldsEveryRowOfTheLaneOnceInAnotherOrderEachTime() {
        Lane<Long> lane = new Lane<>(SOURCE, 0, 2, 7, 4);
        List<Long> first = take(lane, 5 + 11 + 17);
        List<Long> second = take(lane, 5 + 11 + 17);
        List<Long> all = new ArrayList<>();
        for (int shard = 0; shard < 5; shard += 2) {
            long start = shard * 1000L;
            LongStream.range(start, start + SOURCE.rows(shard)).forEach(all::add);
        }
        assertThat(first).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(all);
        assertThat(second).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(first);
    }

    @Test
    void seekingToAnyPositionContinuesAsIfNeverStopped() {
        List<Long> whole = take(new Lane<>(SOURCE, 1, 2, 7, 4), 60);
        for (int position = 0; position < 50; position++) {
            Lane<Long> resumed = new Lane<>(SOURCE, 1, 2, 7, 4);
            resumed.seek(position);
            assertThat(resumed.position()).isEqualTo(position);
            assertThat(take(resumed, 10)).isEqualTo(whole.subList(position, position + 10));
        }
    }

    @Test
    void lanesAreDealtToRanksWithoutOverlap() {
        assertThat(Lanes.count(0, 24, 48, 2, "corpus")).isEqualTo(16);
        assertThat(Lanes.ofRank(1, 2, 8)).containsExactly(1, 3, 5, 7);
    }

    @Test
    void moreRanksThanShardsIsTheUsersFault() {
        assertThatThrownBy(() -> Lanes.count(0, 3, 64, 4, "build/shards"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("build/shards has 3 shards, fewer than the 4 ranks that read it. Use fewer executors, or"
                        + " shard the corpus again with a smaller 'shard-mib'.");
    }

    @Test
    void lanesThatCannotBeDealtEvenlyAreRefused() {
        assertThatThrownBy(() -> Lanes.count(3, 8, 12, 2, "x"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'lanes' is 3 but must be a multiple of the 2 ranks");
    }

    private static List<Long> take(Lane<Long> lane, int count) {
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(lane.next());
        }
        return taken;
    }
}
