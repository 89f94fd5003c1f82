package org.sparklavit.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sparklavit.tensor.Tensors;

class SampleNoiseTest {
    private static final Shape SAMPLE = new Shape(1, 8, 8);

    @Test
    void noiseOfAPictureDependsOnItsNumberAloneAndIsNotItsNeighboursShifted() {
        try (NDManager manager = Tensors.newManager()) {
            SampleNoise noise = new SampleNoise(SAMPLE, 1);
            float[] two = noise.ofPictures(manager, new long[] {0, 1}).toFloatArray();
            float[] second = noise.ofPictures(manager, new long[] {1}).toFloatArray();
            int size = (int) SAMPLE.size();
            assertThat(Arrays.copyOfRange(two, size, 2 * size)).isEqualTo(second);
            for (float value : second) {
                assertThat(Arrays.copyOf(two, size)).doesNotContain(value);
            }
        }
    }
}
