package org.sparklavit.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * A picture in memory: rows from the top, pixels from the left, three unsigned bytes (red, green, blue) each.
 *
 * <p>It does not copy the array it is given nor the one it hands out; treat both as read-only once shared.
 */
public final class RgbImage {
    /** Bytes of one pixel. */
    public static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final byte[] pixels;

    /**
     * Wraps packed pixels.
     *
     * @param width pixels in a row, at least 1
     * @param height rows, at least 1
     * @param pixels {@code height * width * 3} bytes
     */
    public RgbImage(int width, int height, byte[] pixels) {
        if (width < 1 || height < 1 || pixels.length != (long) width * height * CHANNELS) {
            throw new IllegalArgumentException("an RGB image of " + width + " x " + height + " has "
                    + (long) width * height * CHANNELS + " bytes, but " + pixels.length + " were given");
        }
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /** Copies what Java2D drew; transparency is ignored. */
    public static RgbImage of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] pixels = new byte[width * height * CHANNELS];
        int[] row = new int[width];
        int to = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int argb : row) {
                pixels[to++] = (byte) (argb >> 16);
                pixels[to++] = (byte) (argb >> 8);
                pixels[to++] = (byte) argb;
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** A copy for Java2D and ImageIO's writers, of {@link BufferedImage#TYPE_INT_RGB}. */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] packed = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < packed.length; i++) {
            packed[i] = packed(i * CHANNELS);
        }
        return image;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixels themselves, {@code height * width * 3} bytes, not a copy. */
    public byte[] pixels() {
        return pixels;
    }

    /** The colour at column {@code x} of row {@code y} as {@code 0xRRGGBB}. */
    public int rgb(int x, int y) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IllegalArgumentException(
                    "pixel (" + x + ", " + y + ") lies outside an image of " + width + " x " + height);
        }
        return packed((y * width + x) * CHANNELS);
    }

    private int packed(int at) {
        return ((pixels[at] & 0xff) << 16) | ((pixels[at + 1] & 0xff) << 8) | (pixels[at + 2] & 0xff);
    }
}
