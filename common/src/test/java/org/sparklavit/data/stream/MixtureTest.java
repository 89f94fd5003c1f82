package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MixtureTest {
    @Test
    void sourcesAreDrawnByWeight() {
        Mixture mixture = new Mixture(List.of(6.0, 3.0, 1.0), 7);
        int[] counts = new int[3];
        for (int draw = 0; draw < 100_000; draw++) {
            counts[mixture.source(3, draw)]++;
        }
        assertThat(counts[0] / 100_000.0).isCloseTo(0.6, within(0.01));
        assertThat(counts[1] / 100_000.0).isCloseTo(0.3, within(0.01));
        assertThat(counts[2] / 100_000.0).isCloseTo(0.1, within(0.01));
    }

    @Test
    void lanesDrawDifferentlyAndAlwaysTheSame() {
        Mixture mixture = new Mixture(List.of(1.0, 1.0), 7);
        StringBuilder lane0 = new StringBuilder();
        StringBuilder lane1 = new StringBuilder();
        for (int draw = 0; draw < 24; draw++) {
            lane0.append(mixture.source(0, draw));
            lane1.append(mixture.source(1, draw));
        }
        assertThat(lane0.toString()).isEqualTo("110010110001001110100111").isNotEqualTo(lane1.toString());
    }

    @Test
    void weightsMustBePositive() {
        assertThatThrownBy(() -> new Mixture(List.of(1.0, 0.0), 1)).hasMessage("weights must be above 0: [1.0, 0.0]");
    }
}
