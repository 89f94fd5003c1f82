package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparklavit.data.order.Lanes;

/** The rows of every step are a function of sources, weights, seed and step alone. */
class StreamOrderTest {
    private static final int BATCH = 24;
    private static final int STEPS = 4;
    private static final int WINDOW = 96;
    private static final int[] WORLDS = {1, 2, 3, 4, 6, 8, 12, 24};
    private static final List<Double> WEIGHTS = List.of(3.0, 2.0, 1.0);

    @ParameterizedTest
    @CsvSource({"1, 24, 3, 1", "2, 24, 1, 9", "3, 12, 3, 1", "4, 24, 0.1, 0.1"})
    void everyWorldSizeThatDividesTheBatchSeesTheSameSteps(long seed, int lanes, double images, double texts) {
        List<Double> weights = List.of(images, 1.0, texts);
        List<String> one = steps(new Run(1, lanes, seed, weights), List.of(), 0);
        for (int world : WORLDS) {
            if (lanes % world == 0) {
                assertThat(steps(new Run(world, lanes, seed, weights), List.of(), 0))
                        .as("%d ranks", world)
                        .isEqualTo(one);
            }
        }
    }

    @Test
    void everyWorldSizeContinuesTheRunOfEveryOther() {
        List<String> whole = steps(new Run(1, BATCH, 1, WEIGHTS), List.of(), 0);
        for (int before : WORLDS) {
            List<String> states = statesAfter(new Run(before, BATCH, 1, WEIGHTS), 2);
            for (int after : WORLDS) {
                assertThat(steps(new Run(after, BATCH, 1, WEIGHTS), states, 2))
                        .as("%d ranks, then %d", before, after)
                        .isEqualTo(whole.subList(2, STEPS));
            }
        }
    }

    @Test
    void seedAndWeightsChangeTheOrder() {
        List<String> one = steps(new Run(1, BATCH, 1, WEIGHTS), List.of(), 0);
        assertThat(steps(new Run(1, BATCH, 2, WEIGHTS), List.of(), 0).get(0)).isNotEqualTo(one.get(0));
        assertThat(steps(new Run(1, BATCH, 1, List.of(1.0, 2.0, 3.0)), List.of(), 0)
                        .get(0))
                .isNotEqualTo(one.get(0));
    }

    @Test
    void everyRankHasAsManyRowsInEveryStep() {
        for (int world : WORLDS) {
            for (int rank = 0; rank < world; rank++) {
                assertThat(Lanes.ofRank(rank, world, BATCH)).hasSize(BATCH / world);
            }
        }
    }

    /** Who trains on what. */
    private record Run(int world, int lanes, long seed, List<Double> weights) {
        List<RankRows> ranks() {
            return IntStream.range(0, world).mapToObj(this::rank).toList();
        }

        private RankRows rank(int rank) {
            return new RankRows(
                    Lanes.ofRank(rank, world, lanes).stream()
                            .map(lane -> MadeUpStreams.lane(lane, lanes, seed, weights, WINDOW))
                            .toList(),
                    BATCH / lanes);
        }
    }

    private static List<String> statesAfter(Run run, int steps) {
        List<String> states = new ArrayList<>();
        for (RankRows rank : run.ranks()) {
            try (rank) {
                rank.next(steps * BATCH / run.world());
                states.add(rank.state());
            }
        }
        return states;
    }

    /** The rows of each step from {@code first} on, over all ranks, sorted. */
    private static List<String> steps(Run run, List<String> states, int first) {
        List<RankRows> ranks = run.ranks();
        if (first > 0) {
            ranks.forEach(rank -> rank.restore(states));
        }
        List<String> steps = new ArrayList<>();
        for (int step = first; step < STEPS; step++) {
            List<String> rows = new ArrayList<>();
            for (RankRows rank : ranks) {
                rank.next(BATCH / run.world()).forEach(row -> rows.add(describe(row)));
            }
            rows.sort(null);
            steps.add(String.join("\n", rows));
        }
        ranks.forEach(RankRows::close);
        return steps;
    }

    private static String describe(PackedRow row) {
        return Arrays.toString(row.ids()) + Arrays.toString(row.documents()) + Arrays.toString(row.targets());
    }
}
