package org.sparklavit.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePreprocessorTest {
    private static final Preprocessing PLAIN = of(32, Resize.SQUARE);

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

    /** The source is 97 x 61: the whole of it resized by its shorter side, and the middle cut out pixel by pixel. */
    @ParameterizedTest
    @CsvSource({"32, 50", "20, 31", "61, 97", "80, 127"})
    void cropsTheMiddleOfTheWholeResized(int size, int longer) {
        RgbImage source = Golden.png("resize/source.png");

        check(source, BicubicResize.resize(source, longer, size), size, (longer - size) / 2, 0);
        RgbImage turned = turned(source);
        check(turned, BicubicResize.resize(turned, size, longer), size, 0, (longer - size) / 2);
    }

    private static void check(RgbImage source, RgbImage whole, int size, int left, int top) {
        RgbImage square = BicubicResize.centreSquare(source, size);
        assertThat(square.width()).isEqualTo(size);
        assertThat(square.height()).isEqualTo(size);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                assertThat(square.rgb(x, y)).isEqualTo(whole.rgb(left + x, top + y));
            }
        }
        float red = new ImagePreprocessor(of(size, Resize.CENTRE_CROP)).toChw(source)[0];
        assertThat(red).isCloseTo((whole.rgb(left, top) >> 16) / 255f, within(1e-6f));
    }

    private static RgbImage turned(RgbImage image) {
        byte[] pixels = new byte[image.pixels().length];
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i / RgbImage.CHANNELS;
            int x = pixel % image.height();
            int y = pixel / image.height();
            pixels[i] = image.pixels()[(x * image.width() + y) * RgbImage.CHANNELS + i % RgbImage.CHANNELS];
        }
        return new RgbImage(image.height(), image.width(), pixels);
    }

    @Test
    void aLinesMiddleCostsNoMoreThanItsPixels() {
        RgbImage line = new RgbImage(3_000_000, 1, new byte[9_000_000]);
        assertThat(BicubicResize.centreSquare(line, 224).pixels()).containsOnly(0);
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        List<Double> three = List.of(0.5, 0.5, 0.5);
        assertThatThrownBy(() -> Preprocessing.clip(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size is 0 but must be at least 1 pixel");
        assertThatThrownBy(() -> new PixelConfig(Resize.SQUARE, List.of(0.5), three))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'mean' is set to [0.5] but must have 3 values: red, green and blue");
        assertThatThrownBy(() -> new PixelConfig(Resize.SQUARE, three, List.of(0.5, 0.0, 0.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'std' is set to [0.5, 0.0, 0.5] but every value must be above 0");
    }

    private static Preprocessing of(int size, Resize resize) {
        return new Preprocessing(size, new PixelConfig(resize, List.of(0.0, 0.5, 0.25), List.of(1.0, 0.5, 0.25)));
    }
}
