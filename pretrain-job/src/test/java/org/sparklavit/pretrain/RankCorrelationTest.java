package org.sparklavit.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    @Test
    void onlyTheOrderCounts() {
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {1, 10, 10_000}))
                .isCloseTo(1, within(1e-12));
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {3, 2, 1}))
                .isCloseTo(-1, within(1e-12));
    }

    @Test
    void equalValuesShareTheMeanOfTheirRanks() {
        // Ranks 0.5 0.5 2 against 0 1 2: covariance 1.5, squares 1.5 and 2.
        assertThat(RankCorrelation.of(new double[] {5, 5, 9}, new double[] {1, 2, 3}))
                .isCloseTo(1.5 / Math.sqrt(3), within(1e-12));
    }

    @Test
    void bothSidesMustBeOfOneLength() {
        assertThatThrownBy(() -> RankCorrelation.of(new double[2], new double[3]))
                .hasMessage("2 values against 3");
    }
}
