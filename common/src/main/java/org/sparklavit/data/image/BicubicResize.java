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
        int height = image.height();
        int fromBytes = image.width() * RgbImage.CHANNELS;
        int toBytes = table.starts().length * RgbImage.CHANNELS;
        byte[] to = new byte[height * toBytes];
        long[] pair = new long[fromBytes];
        for (int y = 0; y < height; y += 2) {
            int second = Math.min(y + 1, height - 1);
            pairUp(image.pixels(), y * fromBytes, second * fromBytes, pair);
            narrowPair(pair, to, y * toBytes, second * toBytes, table);
        }
        return new RgbImage(table.starts().length, height, to);
    }

    /** Two rows of samples, one in each half of a long: a multiplication weighs both. */
    private static void pairUp(byte[] from, int firstRow, int secondRow, long[] pair) {
        for (int i = 0; i < pair.length; i++) {
            pair[i] = (from[firstRow + i] & 0xffL) + ((from[secondRow + i] & 0xffL) << Integer.SIZE);
        }
    }

    private static void narrowPair(long[] pair, byte[] to, int firstRow, int secondRow, ResampleWeights table) {
        int[] starts = table.starts();
        int[] counts = table.counts();
        int[] weights = table.weights();
        for (int x = 0, at = 0; x < starts.length; x++, at += RgbImage.CHANNELS) {
            long red = ResampleWeights.HALF_PAIR;
            long green = ResampleWeights.HALF_PAIR;
            long blue = ResampleWeights.HALF_PAIR;
            int source = starts[x] * RgbImage.CHANNELS;
            int first = x * table.taps();
            for (int tap = first; tap < first + counts[x]; tap++, source += RgbImage.CHANNELS) {
                long weight = weights[tap];
                red += weight * pair[source];
                green += weight * pair[source + 1];
                blue += weight * pair[source + 2];
            }
            put(red, to, firstRow + at, secondRow + at);
            put(green, to, firstRow + at + 1, secondRow + at + 1);
            put(blue, to, firstRow + at + 2, secondRow + at + 2);
        }
    }

    /** The lower half is signed and has borrowed from the upper one if it is negative. */
    private static void put(long sums, byte[] to, int first, int second) {
        int lower = (int) sums;
        to[first] = clamp(lower);
        to[second] = clamp((int) ((sums - lower) >> Integer.SIZE));
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
