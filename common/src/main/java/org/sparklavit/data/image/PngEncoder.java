package org.sparklavit.data.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Pictures as PNG files. The same picture gives the same bytes. */
public final class PngEncoder {
    private PngEncoder() {}

    /** Encodes one picture. */
    public static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream png = new ByteArrayOutputStream(16 << 10);
        try {
            if (!ImageIO.write(image, "png", png)) {
                throw new IllegalStateException("this Java runtime has no PNG writer; use one with java.desktop");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused to be written to", e);
        }
        return png.toByteArray();
    }
}
