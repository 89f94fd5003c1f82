package org.sparklavit.tokenizer.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.image.RgbImage;

class ComplexityTest {
    @Test
    void noiseIsMoreComplexThanAnEvenPicture() {
        byte[] noise = new byte[3 * 64 * 64];
        new Random(1).nextBytes(noise);
        byte[] even = new byte[noise.length];
        Arrays.fill(even, (byte) 90);
        double busy = Complexity.bitsPerPixel(new RgbImage(64, 64, noise));
        double flat = Complexity.bitsPerPixel(new RgbImage(64, 64, even));
        assertThat(flat).isLessThan(0.5);
        assertThat(busy).isGreaterThan(4 * flat);
    }

    /** By hand: ranks 1, 2.5, 2.5, 4 and 2, 1, 3, 4; covariance 3, variances 4.5 and 5. */
    @Test
    void ranksAreComparedAndEqualValuesShareTheirs() {
        assertThat(Complexity.rankCorrelation(new double[] {1, 5, 5, 9}, new double[] {20, 10, 30, 40}))
                .isCloseTo(3 / Math.sqrt(4.5 * 5), within(1e-12));
        assertThat(Complexity.rankCorrelation(new double[] {1, 2, 3}, new double[] {9, 4, 1}))
                .isCloseTo(-1, within(1e-12));
        assertThat(Complexity.rankCorrelation(new double[] {1, 1}, new double[] {1, 2}))
                .isZero();
    }
}
