package org.sparklavit.data.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** The committed fixtures that Pillow made, and how far an image is from one. */
final class Golden {
    private Golden() {}

    static byte[] bytes(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RgbImage png(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            return RgbImage.of(ImageIO.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The largest difference of any sample, in 8-bit levels. */
    static int maxDifference(RgbImage a, RgbImage b) {
        int largest = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            largest = Math.max(largest, Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff)));
        }
        return largest;
    }
}
