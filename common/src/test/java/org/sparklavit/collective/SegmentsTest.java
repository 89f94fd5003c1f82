package org.sparklavit.collective;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SegmentsTest {

    @Test
    void segmentsTouchAndCoverEverythingWithSizesOneApartAtMost() {
        for (int world = 1; world <= 9; world++) {
            for (int n : new int[] {0, 1, 8, 1000, Integer.MAX_VALUE}) {
                assertThat(Segments.start(n, 0, world)).isZero();
                assertThat(Segments.end(n, world - 1, world)).isEqualTo(n);
                for (int rank = 0; rank < world; rank++) {
                    int beyondTheQuotient = Segments.length(n, rank, world) - n / world;
                    assertThat(beyondTheQuotient).isBetween(0, 1);
                }
            }
        }
    }
}
