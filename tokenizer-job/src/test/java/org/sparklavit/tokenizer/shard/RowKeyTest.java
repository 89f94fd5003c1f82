package org.sparklavit.tokenizer.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowKeyTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void shardsAreEqualRangesOfTheOrder(int shards) {
        List<RowKey> keys = IntStream.range(0, 20_000)
                .mapToObj(i -> RowKey.of("id" + i, 5, 0, i))
                .sorted()
                .toList();
        int[] inOrder = keys.stream().mapToInt(key -> key.shard(shards)).toArray();
        assertThat(inOrder).isSorted();
        assertThat(inOrder[0]).isZero();
        assertThat(inOrder[inOrder.length - 1]).isEqualTo(shards - 1);
        long inFirst = IntStream.of(inOrder).filter(shard -> shard == 0).count();
        double expected = 20_000.0 / shards;
        assertThat((double) inFirst).isBetween(expected - 5 * Math.sqrt(expected), expected + 5 * Math.sqrt(expected));
    }

    @Test
    void theLargestHashIsInTheLastShard() {
        assertThat(new RowKey(-1, "x", 0, 0).shard(3)).isEqualTo(2);
        assertThat(new RowKey(0, "x", 0, 0).shard(3)).isZero();
        assertThat(new RowKey(Long.MIN_VALUE, "x", 0, 0).shard(2)).isEqualTo(1);
    }

    @Test
    void equalSamplesFollowEachOtherAsTheyWereFound() {
        RowKey first = RowKey.of("a", 1, 0, 9);
        RowKey second = RowKey.of("a", 1, 1, 0);
        RowKey third = RowKey.of("a", 1, 1, 1);
        assertThat(Stream.of(third, first, second).sorted(Comparator.naturalOrder()))
                .containsExactly(first, second, third);
    }
}
