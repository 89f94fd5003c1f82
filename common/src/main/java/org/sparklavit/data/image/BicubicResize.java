package org.sparklavit.data.image;

import java.util.Arrays;

/**
 * Antialiased bicubic resize, first along rows, then along columns, rounded to eight bits in between: the same bytes
 * that Pillow's {@code resize(size, BICUBIC)} gives, because that is how the encoders' training images were made.
 */
public final class BicubicResize {
    private BicubicResize() {}

    /** The whole image squeezed or stretched to {@code width} x {@code height}; the same object if it has that size. */
    public static RgbImage resize(RgbImage image, int width, int height) {
        RgbImage narrowed = image.width() == width ? image : alongRows(image, ResampleWeights.of(image.width(), width));
        return narrowed.height() == height
                ? narrowed
                : alongColumns(narrowed, ResampleWeights.of(image.height(), height));
    }

    /**
     * The middle of the image once its shorter side is resized to {@code size}: what Hugging Face's CLIP sees, where an
     * odd rest goes to the right and to the bottom. Only pixels of the result are computed.
     */
    public static RgbImage centreSquare(RgbImage image, int size) {
        int shorter = Math.min(image.width(), image.height());
        RgbImage narrowed = alongRows(image, middle(image.width(), shorter, size));
        return alongColumns(narrowed, middle(image.height(), shorter, size));
    }

    private static ResampleWeights middle(int side, int shorter, int size) {
        long resized = (long) size * side / shorter;
        return ResampleWeights.of(side, resized, (resized - size) / 2, size);
    }

    private static RgbImage alongRows(RgbImage image, ResampleWeights table) {
        int width = table.starts().length;
        byte[] to = new byte[image.height() * width * RgbImage.CHANNELS];
        for (int y = 0; y < image.height(); y++) {
            narrowRow(image.pixels(), y * image.width() * RgbImage.CHANNELS, to, y * width * RgbImage.CHANNELS, table);
        }
        return new RgbImage(width, image.height(), to);
    }

    private static void narrowRow(byte[] from, int fromRow, byte[] to, int toRow, ResampleWeights table) {
        int[] starts = table.starts();
        int[] counts = table.counts();
        int[] weights = table.weights();
        int at = toRow;
        for (int x = 0; x < starts.length; x++) {
            int red = ResampleWeights.HALF;
            int green = ResampleWeights.HALF;
            int blue = ResampleWeights.HALF;
            int source = fromRow + starts[x] * RgbImage.CHANNELS;
            int first = x * table.taps();
            for (int tap = first; tap < first + counts[x]; tap++, source += RgbImage.CHANNELS) {
                int weight = weights[tap];
                red += weight * (from[source] & 0xff);
                green += weight * (from[source + 1] & 0xff);
                blue += weight * (from[source + 2] & 0xff);
            }
            to[at++] = clamp(red);
            to[at++] = clamp(green);
            to[at++] = clamp(blue);
        }
    }

    private static RgbImage alongColumns(RgbImage image, ResampleWeights table) {
        int height = table.starts().length;
        int rowBytes = image.width() * RgbImage.CHANNELS;
        byte[] from = image.pixels();
        byte[] to = new byte[height * rowBytes];
        int[] sums = new int[rowBytes];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, ResampleWeights.HALF);
            for (int tap = 0; tap < table.counts()[y]; tap++) {
                addRow(sums, from, (table.starts()[y] + tap) * rowBytes, table.weights()[y * table.taps() + tap]);
            }
            for (int i = 0; i < rowBytes; i++) {
                to[y * rowBytes + i] = clamp(sums[i]);
            }
        }
        return new RgbImage(image.width(), height, to);
    }

    private static void addRow(int[] sums, byte[] from, int fromRow, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * (from[fromRow + i] & 0xff);
        }
    }

    private static byte clamp(int fixedPoint) {
        return (byte) Math.max(0, Math.min(255, fixedPoint >> ResampleWeights.PRECISION_BITS));
    }
}
