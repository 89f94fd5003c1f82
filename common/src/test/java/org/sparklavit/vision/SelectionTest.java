package org.sparklavit.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparklavit.tensor.Tensors;

class SelectionTest {
    private static final double EULER_GAMMA = 0.5772;

    @Test
    void aDrawDependsOnSeedAndSampleAlone() {
        try (NDManager manager = Tensors.newManager()) {
            Selection sampled = new Selection.Sampled(4);
            float[] both = sampled.noise(manager, List.of("a", "b"), 3).toFloatArray();
            float[] alone = sampled.noise(manager, List.of("b"), 3).toFloatArray();
            assertThat(Arrays.copyOfRange(both, 6, 12)).containsExactly(alone);
            assertThat(Arrays.copyOfRange(both, 0, 6)).isNotEqualTo(alone);
            assertThat(new Selection.Sampled(5).noise(manager, List.of("b"), 3).toFloatArray())
                    .isNotEqualTo(alone);
        }
    }

    @Test
    void noiseIsGumbelDistributed() {
        float[] draws = new float[20_000];
        GumbelNoise.fill(draws, 0, draws.length, 1, GumbelNoise.random(1, 2, GumbelNoise.keyOf("sample")));
        double mean = 0;
        double square = 0;
        for (float draw : draws) {
            mean += draw / (double) draws.length;
            square += draw * draw / (double) draws.length;
        }
        assertThat(mean).isCloseTo(EULER_GAMMA, within(0.03));
        assertThat(square - mean * mean).isCloseTo(Math.PI * Math.PI / 6, within(0.06));
    }

    @Test
    void stepsAndSamplesHaveTheirOwnNoise() {
        float[] first = new float[4];
        float[] second = new float[4];
        GumbelNoise.fill(first, 0, 4, 1, GumbelNoise.random(1, 1, 9));
        GumbelNoise.fill(second, 0, 4, 1, GumbelNoise.random(1, 2, 9));
        assertThat(second).isNotEqualTo(first);
        GumbelNoise.fill(second, 0, 4, 0.5, GumbelNoise.random(1, 1, 9));
        assertThat(second[3]).isEqualTo(first[3] / 2);
    }
}
