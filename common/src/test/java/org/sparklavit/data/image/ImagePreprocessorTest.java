package org.sparklavit.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImagePreprocessorTest {
    private static final Preprocessing PLAIN = new Preprocessing(32, List.of(0.0, 0.5, 0.25), List.of(1.0, 0.5, 0.25));

    @Test
    void separatesTheChannelsAndNormalisesThem() {
        RgbImage expected = Golden.png("resize/32x32.png");

        float[] chw = new ImagePreprocessor(PLAIN).toChw(Golden.png("resize/source.png"));

        assertThat(chw).hasSize(3 * 32 * 32);
        int at = 5 * 32 + 9;
        int rgb = expected.rgb(9, 5);
        assertThat(chw[at]).isCloseTo((rgb >> 16) / 255f, within(1e-6f));
        assertThat(chw[1024 + at]).isCloseTo(((rgb >> 8 & 0xff) / 255f - 0.5f) / 0.5f, within(1e-6f));
        assertThat(chw[2048 + at]).isCloseTo(((rgb & 0xff) / 255f - 0.25f) / 0.25f, within(1e-6f));
    }

    @Test
    void fillsOneImageOfABatch() {
        ImagePreprocessor preprocessor = new ImagePreprocessor(PLAIN);
        RgbImage image = Golden.png("resize/source.png");
        float[] batch = new float[2 * preprocessor.length()];

        preprocessor.toChw(image, batch, preprocessor.length());

        assertThat(Arrays.copyOfRange(batch, preprocessor.length(), batch.length))
                .isEqualTo(preprocessor.toChw(image));
        assertThat(Arrays.copyOf(batch, preprocessor.length())).containsOnly(0f);
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        List<Double> three = List.of(0.5, 0.5, 0.5);
        assertThatThrownBy(() -> new Preprocessing(0, three, three))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size is 0 but must be at least 1 pixel");
        assertThatThrownBy(() -> new Preprocessing(64, List.of(0.5), three))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mean has 1 and std has 3 values but both must have 3: red, green and blue");
        assertThatThrownBy(() -> new Preprocessing(64, three, List.of(0.5, 0.0, 0.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("std is [0.5, 0.0, 0.5] but every value must be above 0");
    }
}
