package org.sparklavit.data.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.sparklavit.data.image.BadImageException.Reason;

/**
 * Reads JPEG (CMYK and progressive too), PNG, GIF (first frame), WebP and BMP files into packed RGB, turned upright as
 * their EXIF block says, transparency laid on white. Any number of threads may share one decoder.
 *
 * @param maxPixels the largest {@code width * height} decoded; the header is checked before any pixel is allocated
 * @param allowTruncated true to accept a JPEG that ends early, its missing part grey
 */
public record ImageDecoder(long maxPixels, boolean allowTruncated) {
    /** 64 megapixels: 192 MiB once decoded. */
    public static final long DEFAULT_MAX_PIXELS = 64L << 20;

    private static final long MOST_PIXELS = Integer.MAX_VALUE / RgbImage.CHANNELS;

    /** A decoder needs a bound that one array can hold. */
    public ImageDecoder {
        if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
            throw new IllegalArgumentException(
                    "maxPixels is " + maxPixels + " but must lie between 1 and " + MOST_PIXELS);
        }
    }

    /** The usual decoder: up to {@link #DEFAULT_MAX_PIXELS}, truncated files refused. */
    public static ImageDecoder strict() {
        return new ImageDecoder(DEFAULT_MAX_PIXELS, false);
    }

    /**
     * Decodes one file.
     *
     * @param file all bytes of the file
     * @throws BadImageException if the file is no picture that this decoder accepts, and for no other reason
     */
    public RgbImage decode(byte[] file) throws BadImageException {
        if (file.length == 0) {
            throw new BadImageException(Reason.EMPTY, "the file has 0 bytes; fetch it again or leave it out");
        }
        ImageFormat format = ImageFormat.of(file)
                .orElseThrow(() -> new BadImageException(
                        Reason.UNKNOWN_FORMAT,
                        "the first bytes are " + firstBytes(file)
                                + ", which is no JPEG, PNG, GIF, WebP or BMP; convert the file to one of these"));
        RgbImage stored = read(file, format);
        return ExifOrientation.apply(stored, ExifOrientation.of(file, format));
    }

    private RgbImage read(byte[] file, ImageFormat format) throws BadImageException {
        ByteArrayImageInput input = new ByteArrayImageInput(file);
        EarlyEnd earlyEnd = new EarlyEnd();
        BufferedImage image;
        try {
            image = read(input, format, earlyEnd);
        } catch (BadImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw input.ranOut() ? truncated(format, e) : corrupt(format, e);
        }
        if (!allowTruncated && (earlyEnd.seen || format.isCutShort(file))) {
            throw truncated(format, null);
        }
        try {
            return RasterToRgb.convert(image);
        } catch (RuntimeException e) {
            throw corrupt(format, e);
        }
    }

    private BufferedImage read(ByteArrayImageInput input, ImageFormat format, EarlyEnd earlyEnd) throws IOException {
        ImageReader reader = format.reader();
        try {
            reader.addIIOReadWarningListener(earlyEnd);
            reader.setInput(input, true, true);
            checkSize(reader.getWidth(0), reader.getHeight(0));
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    private void checkSize(int width, int height) throws BadImageException {
        long count = (long) width * height;
        if (count > maxPixels) {
            throw new BadImageException(
                    Reason.TOO_LARGE,
                    "the picture is " + width + " x " + height + " = " + count + " pixels but at most " + maxPixels
                            + " are decoded; shrink it, or raise the limit");
        }
    }

    private BadImageException truncated(ImageFormat format, Throwable cause) {
        String orAllow = format == ImageFormat.JPEG && !allowTruncated ? ", or allow truncated images" : "";
        return new BadImageException(
                Reason.TRUNCATED,
                "the " + format + " file ends before its picture does; fetch it again" + orAllow,
                cause);
    }

    private static BadImageException corrupt(ImageFormat format, Throwable cause) {
        return new BadImageException(
                Reason.CORRUPT,
                "the " + format + " file cannot be decoded (" + cause.getMessage() + "); replace it or leave it out",
                cause);
    }

    private static String firstBytes(byte[] file) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(8, file.length); i++) {
            hex.append(hex.length() == 0 ? "" : " ").append(String.format("%02x", file[i]));
        }
        return hex.toString();
    }

    /** libjpeg fills what is missing with grey and only warns. */
    private static final class EarlyEnd implements IIOReadWarningListener {
        private boolean seen;

        @Override
        public void warningOccurred(ImageReader source, String warning) {
            String text = warning.toLowerCase(Locale.ROOT);
            seen |= text.contains("truncated file") || text.contains("premature end");
        }
    }
}
