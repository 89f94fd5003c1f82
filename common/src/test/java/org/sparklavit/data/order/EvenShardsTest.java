package org.sparklavit.data.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigException;

class EvenShardsTest {
    @Test
    void lanesHaveEqualSharesThatCoverEveryRowOnce() {
        for (int[] sizes : new int[][] {{100}, {3, 50, 1, 46}, {7, 0, 6}, {1, 1, 1, 1, 96}}) {
            int total = IntStream.of(sizes).sum();
            for (int lanes : new int[] {1, 2, 3, 5, 12}) {
                ShardSource<Integer> dealt = EvenShards.of(new Sized(sizes), lanes, "x");
                List<Integer> all = new ArrayList<>();
                for (int lane = 0; lane < lanes; lane++) {
                    List<Integer> own = rowsOf(dealt, lane, lanes);
                    assertThat(own.size()).isBetween(total / lanes, total / lanes + 1);
                    all.addAll(own);
                }
                assertThat(all)
                        .containsExactlyElementsOf(
                                IntStream.range(0, total).boxed().toList());
            }
        }
    }

    @Test
    void aShardIsReadFromAnyRowOn() {
        ShardSource<Integer> dealt = EvenShards.of(new Sized(10), 3, "x");
        assertThat(read(dealt, 1, 2)).containsExactly(5);
    }

    @Test
    void whereLanesHaveManyShardsTheyStayWhole() {
        ShardSource<Integer> many = new Sized(IntStream.range(0, 16).map(i -> 3).toArray());
        assertThat(EvenShards.of(many, 2, "x")).isSameAs(many);
    }

    @Test
    void aLaneWalksItsRangesEpochAfterEpoch() {
        ShardSource<Integer> dealt = EvenShards.of(new Sized(5, 5), 4, "x");
        try (Lane<Integer> lane = new Lane<>(dealt, 1, 4, 3, 2)) {
            List<Integer> taken =
                    IntStream.range(0, 9).mapToObj(i -> lane.next()).toList();
            assertThat(taken.subList(0, 3)).containsExactlyInAnyOrder(2, 3, 4);
            assertThat(taken.subList(3, 6)).containsExactlyInAnyOrder(2, 3, 4);
            assertThat(taken.subList(6, 9)).containsExactlyInAnyOrder(2, 3, 4);
        }
    }

    @Test
    void fewerRowsThanLanesAreRefused() {
        assertThatThrownBy(() -> EvenShards.of(new Sized(2, 1), 4, "text/few.jsonl"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("text/few.jsonl has 3 rows, fewer than the 4 lanes that read it. Give it more, or set"
                        + " 'lanes' to a smaller divisor of 'training.global-batch'.");
    }

    private static List<Integer> rowsOf(ShardSource<Integer> source, int lane, int lanes) {
        List<Integer> rows = new ArrayList<>();
        for (int shard = lane; shard < source.shards(); shard += lanes) {
            assertThat(source.rows(shard)).isEqualTo(read(source, shard, 0).size());
            rows.addAll(source.rows(shard) == 0 ? List.of() : read(source, shard, 0));
        }
        return rows;
    }

    private static List<Integer> read(ShardSource<Integer> source, int shard, long row) {
        List<Integer> read = new ArrayList<>();
        try (var rows = source.open(shard, row)) {
            rows.forEachRemaining(read::add);
        }
        return read;
    }

    /** Shards of the given sizes; rows are numbered through. */
    private record Sized(int... sizes) implements ShardSource<Integer> {
        @Override
        public int shards() {
            return sizes.length;
        }

        @Override
        public long rows(int shard) {
            return sizes[shard];
        }

        @Override
        public Rows<Integer> open(int shard, long row) {
            int start = IntStream.of(sizes).limit(shard).sum();
            return new Rows<>() {
                private int next = (int) row;

                @Override
                public boolean hasNext() {
                    return next < sizes[shard];
                }

                @Override
                public Integer next() {
                    return start + next++;
                }

                @Override
                public void close() {}
            };
        }
    }
}
