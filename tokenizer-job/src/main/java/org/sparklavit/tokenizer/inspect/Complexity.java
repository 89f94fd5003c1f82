package org.sparklavit.tokenizer.inspect;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.sparklavit.data.image.BicubicResize;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.image.RgbImage;

/** How much there is to say about an image, and whether two numbers rise together. */
final class Complexity {
    private static final int SIDE = 128;
    private static final double QUALITY = 0.75;

    private Complexity() {}

    /** Bits a pixel of the image as a JPEG file of 128 x 128 pixels: flat pictures take few, busy ones many. */
    static double bitsPerPixel(RgbImage image) {
        byte[] jpeg = JpegEncoder.encode(BicubicResize.resize(image, SIDE, SIDE), QUALITY);
        return (double) Byte.SIZE * jpeg.length / (SIDE * SIDE);
    }

    /** Spearman's rank correlation, equal values sharing the mean of their ranks; 0 where one does not vary. */
    static double rankCorrelation(double[] a, double[] b) {
        double[] x = ranks(a);
        double[] y = ranks(b);
        double mean = (a.length + 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < a.length; i++) {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    }

    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        for (int from = 0, to; from < order.length; from = to) {
            to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            double shared = (from + 1 + to) / 2.0;
            Arrays.stream(order, from, to).forEach(i -> ranks[i] = shared);
        }
        return ranks;
    }
}
