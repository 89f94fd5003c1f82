package org.sparklavit.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.data.image.BadImageException.Reason;

class ImageDecoderTest {
    private static final ImageDecoder DECODER = ImageDecoder.strict();

    /** Tolerances are in 8-bit levels and equal what was measured; lossy WebP: the reader repeats chroma samples. */
    @ParameterizedTest
    @CsvSource({
        "baseline.jpg, 0",
        "progressive.jpg, 0",
        "grey.jpg, 0",
        "cmyk.jpg, 0",
        "plain.png, 0",
        "grey.png, 0",
        "alpha.png, 0",
        "grey-alpha.png, 0",
        "palette.png, 0",
        "palette-clear.png, 0",
        "bilevel.png, 0",
        "deep.png, 0",
        "plain.gif, 0",
        "animated.gif, 0",
        "plain.bmp, 0",
        "palette.bmp, 0",
        "lossless.webp, 0",
        "lossy.webp, 11",
        "alpha.webp, 0",
        "turned.png, 0",
        "turned.webp, 0",
        "orientation2.jpg, 0",
        "orientation3.jpg, 0",
        "orientation4.jpg, 0",
        "orientation5.jpg, 0",
        "orientation6.jpg, 0",
        "orientation7.jpg, 0",
        "orientation8.jpg, 0",
    })
    void showsWhatAViewerShows(String name, int tolerance) throws Exception {
        RgbImage expected = Golden.png("images/" + name + ".expected.png");

        RgbImage decoded = DECODER.decode(Golden.bytes("images/" + name));

        assertThat(decoded.width()).isEqualTo(expected.width());
        assertThat(decoded.height()).isEqualTo(expected.height());
        assertThat(Golden.maxDifference(decoded, expected)).isLessThanOrEqualTo(tolerance);
    }

    @Test
    void refusesAnEmptyFile() {
        assertBad(new byte[0], Reason.EMPTY, "the file has 0 bytes; fetch it again or leave it out");
    }

    @Test
    void namesTheFirstBytesOfAnUnknownFormat() {
        assertBad(
                "<html><body>".getBytes(StandardCharsets.US_ASCII),
                Reason.UNKNOWN_FORMAT,
                "the first bytes are 3c 68 74 6d 6c 3e 3c 62, which is no JPEG, PNG, GIF, WebP or BMP; convert the file"
                        + " to one of these");
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "plain.png", "plain.gif", "plain.bmp", "lossless.webp"})
    void readsTheHeaderBeforeAllocating(String name) {
        BadImageException bad = catchThrowableOfType(
                BadImageException.class, () -> new ImageDecoder(959, false).decode(Golden.bytes("images/" + name)));

        assertThat(bad.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(bad)
                .hasMessage("the picture is 40 x 24 = 960 pixels but at most 959 are decoded; shrink it, or raise the"
                        + " limit");
    }

    @Test
    void refusesAPictureThatClaimsToBeHuge() {
        byte[] bomb = Golden.bytes("images/plain.png");
        ByteBuffer.wrap(bomb).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);

        BadImageException bad = catchThrowableOfType(BadImageException.class, () -> DECODER.decode(bomb));

        assertThat(bad.reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline.jpg",
                "progressive.jpg",
                "cmyk.jpg",
                "alpha.png",
                "plain.gif",
                "plain.bmp",
                "lossy.webp"
            })
    void refusesATruncatedFile(String name) {
        byte[] file = Golden.bytes("images/" + name);
        byte[] half = Arrays.copyOf(file, file.length * 9 / 10);

        BadImageException bad = catchThrowableOfType(BadImageException.class, () -> DECODER.decode(half));

        assertThat(bad).isNotNull();
        assertThat(bad.reason()).isEqualTo(Reason.TRUNCATED);
        assertThat(bad).hasMessageContaining("file ends before its picture does; fetch it again");
    }

    @Test
    void keepsWhatATruncatedJpegHasWhenAllowed() throws Exception {
        byte[] file = Golden.bytes("images/baseline.jpg");
        byte[] cut = Arrays.copyOf(file, file.length - 40);

        RgbImage decoded = new ImageDecoder(ImageDecoder.DEFAULT_MAX_PIXELS, true).decode(cut);

        RgbImage expected = Golden.png("images/baseline.jpg.expected.png");
        assertThat(decoded.width()).isEqualTo(expected.width());
        assertThat(decoded.rgb(0, 0)).isEqualTo(expected.rgb(0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline.jpg",
                "progressive.jpg",
                "cmyk.jpg",
                "orientation6.jpg",
                "alpha.png",
                "palette.png",
                "animated.gif",
                "palette.bmp",
                "lossy.webp",
                "turned.webp"
            })
    void answersEveryDamageWithABadImageException(String name) {
        byte[] file = Golden.bytes("images/" + name);
        ImageDecoder decoder = new ImageDecoder(1 << 16, false);
        SplittableRandom random = new SplittableRandom(name.hashCode());
        for (int round = 0; round < 200; round++) {
            byte[] damaged = file.clone();
            for (int i = 0; i < 4; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                decoder.decode(damaged);
            } catch (BadImageException expected) {
                assertThat(expected.reason()).isNotNull();
            }
        }
    }

    @Test
    void needsABoundThatAnArrayCanHold() {
        assertThatThrownBy(() -> new ImageDecoder(0, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxPixels is 0 but must lie between 1 and 715827882");
    }

    private static void assertBad(byte[] file, Reason reason, String message) {
        BadImageException bad = catchThrowableOfType(BadImageException.class, () -> DECODER.decode(file));
        assertThat(bad.reason()).isEqualTo(reason);
        assertThat(bad).hasMessage(message);
    }
}
