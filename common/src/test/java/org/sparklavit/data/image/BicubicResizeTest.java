package org.sparklavit.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BicubicResizeTest {
    @ParameterizedTest
    @CsvSource({"32,32", "13,40", "120,80", "97,20", "1,1"})
    void givesPillowsBytes(int width, int height) {
        RgbImage source = Golden.png("resize/source.png");
        RgbImage expected = Golden.png("resize/" + width + "x" + height + ".png");

        RgbImage resized = BicubicResize.resize(source, width, height);

        assertThat(resized.width()).isEqualTo(width);
        assertThat(resized.height()).isEqualTo(height);
        // Tolerance: 0 of 255 levels; the arithmetic is integer, so any difference is a mistake.
        assertThat(Golden.maxDifference(resized, expected)).isZero();
    }
}
