package org.sparklavit.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Packed RGB to a baseline JPEG file; the same pixels give the same bytes on one Java runtime. */
public final class JpegEncoder {
    private JpegEncoder() {}

    /**
     * Encodes one picture.
     *
     * @param quality above 0 (small file) up to 1 (near the original)
     */
    public static byte[] encode(RgbImage image, double quality) {
        if (!(quality > 0 && quality <= 1)) {
            throw new IllegalArgumentException("quality is " + quality + " but must be above 0 and at most 1");
        }
        ImageWriter writer = writer();
        ByteArrayOutputStream file = new ByteArrayOutputStream(16 << 10);
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality((float) quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image.toBufferedImage(), null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused to be written to", e);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** The JDK's own, whatever else is on the class path. */
    private static ImageWriter writer() {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
        while (writers.hasNext()) {
            ImageWriter writer = writers.next();
            if (writer.getClass().getName().startsWith("com.sun.imageio.")) {
                return writer;
            }
        }
        throw new IllegalStateException("this Java runtime has no JPEG writer; use one with java.desktop");
    }
}
