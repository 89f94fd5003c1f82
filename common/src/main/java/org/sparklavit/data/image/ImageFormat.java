package org.sparklavit.data.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The formats read, told apart by their first bytes, and the reader that each gets.
 *
 * <p>Readers are chosen here rather than by ImageIO's search: that search depends on the class loader of the thread
 * that asks first, and the JDK's own JPEG reader gets CMYK colours wrong without saying so.
 */
enum ImageFormat {
    JPEG {
        @Override
        ImageReader reader() throws IOException {
            return JpegProvider.SPI.createReaderInstance(null);
        }
    },
    PNG,
    GIF,
    BMP,
    WEBP {
        @Override
        ImageReader reader() throws IOException {
            return WebpProvider.SPI.createReaderInstance(null);
        }

        @Override
        boolean isCutShort(byte[] file) {
            long promised = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(4) & 0xffffffffL;
            return file.length < 8 + promised;
        }
    };

    /** The format that the first bytes announce; empty if it is none of these. */
    static Optional<ImageFormat> of(byte[] file) {
        if (startsWith(file, 0, 0xff, 0xd8, 0xff)) {
            return Optional.of(JPEG);
        }
        if (startsWith(file, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(PNG);
        }
        if (startsWith(file, 0, 'G', 'I', 'F', '8')) {
            return Optional.of(GIF);
        }
        if (startsWith(file, 0, 'R', 'I', 'F', 'F') && startsWith(file, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of(WEBP);
        }
        return startsWith(file, 0, 'B', 'M') ? Optional.of(BMP) : Optional.empty();
    }

    /** A new reader of this format, to be disposed of after one picture. */
    ImageReader reader() throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(name());
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
                return reader;
            }
        }
        throw new IllegalStateException("this Java runtime has no " + name() + " reader; use one with java.desktop");
    }

    /** Whether the file says itself that it should be longer; false where only the reader can tell. */
    boolean isCutShort(byte[] file) {
        return false;
    }

    private static boolean startsWith(byte[] file, int at, int... magic) {
        if (file.length < at + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((file[at + i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** TwelveMonkeys' JPEG provider finds the JDK's reader, to which it delegates, only while it is registered. */
    private static final class JpegProvider {
        static final ImageReaderSpi SPI = registered();

        private static ImageReaderSpi registered() {
            ImageReaderSpi spi = new JPEGImageReaderSpi();
            IIORegistry.getDefaultInstance().registerServiceProvider(spi, ImageReaderSpi.class);
            return spi;
        }
    }

    private static final class WebpProvider {
        static final ImageReaderSpi SPI = new WebPImageReaderSpi();
    }
}
