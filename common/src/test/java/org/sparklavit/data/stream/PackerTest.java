package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackerTest {
    @Test
    void anExactFillIsFound() {
        assertThat(Packer.fill(new int[] {9, 5, 4, 3}, 12)).containsExactly(0, 3);
        assertThat(Packer.fill(new int[] {7, 7, 5, 5}, 10)).containsExactly(2, 3);
    }

    @Test
    void nothingIsChosenWhereNothingFits() {
        assertThat(Packer.fill(new int[] {9, 5}, 4)).isEmpty();
        assertThat(Packer.fill(new int[0], 4)).isEmpty();
    }

    @Test
    void noSubsetComesCloser() {
        SplittableRandom random = new SplittableRandom(3);
        for (int n = 0; n < 300; n++) {
            int[] lengths = random.ints(1 + random.nextInt(10), 1, 20).toArray();
            int room = random.nextInt(60);
            int filled = Packer.fill(lengths, room).stream()
                    .distinct()
                    .mapToInt(i -> lengths[i])
                    .sum();
            assertThat(filled).isEqualTo(bestOfAllSubsets(lengths, room));
        }
    }

    private static int bestOfAllSubsets(int[] lengths, int room) {
        int best = 0;
        for (int subset = 0; subset < 1 << lengths.length; subset++) {
            int sum = 0;
            for (int i = 0; i < lengths.length; i++) {
                sum += (subset >> i & 1) * lengths[i];
            }
            best = sum <= room ? Math.max(best, sum) : best;
        }
        return best;
    }
}
