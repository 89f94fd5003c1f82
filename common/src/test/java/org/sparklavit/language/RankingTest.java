package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final float NEVER = Float.NEGATIVE_INFINITY;

    @Test
    void theBestComeFirstAndTheLowerIdWinsATie() {
        float[] scores = {-1, 3, 0, 3, -0f, NEVER, -2, 7};
        assertThat(Ranking.best(scores, 4)).containsExactly(7, 1, 3, 2);
        assertThat(Ranking.best(scores, 100)).containsExactly(7, 1, 3, 2, 4, 0, 6);
    }

    @Test
    void nothingIsBestOfNothing() {
        assertThat(Ranking.best(new float[] {NEVER, NEVER}, 3)).isEmpty();
    }

    @Test
    void agreesWithASortOfManyIds() {
        Random random = new Random(1);
        float[] scores = new float[48_386];
        for (int id = 0; id < scores.length; id++) {
            // Coarse, so that many are equal.
            scores[id] = random.nextInt(8) == 0 ? NEVER : Math.round(random.nextGaussian() * 40) / 4f;
        }
        int[] sorted = IntStream.range(0, scores.length)
                .filter(id -> scores[id] > NEVER)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -scores[id]).thenComparingInt(id -> id))
                .limit(50)
                .mapToInt(id -> id)
                .toArray();
        assertThat(Ranking.best(scores, 50)).containsExactly(sorted);
    }
}
