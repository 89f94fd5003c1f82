package org.sparklavit.measure;

import org.sparklavit.data.image.RgbImage;

/** How near one picture is to another of the same size, pixel by pixel and window by window. */
public final class PictureSimilarity {
    private static final double LEVELS = 255;
    private static final int RADIUS = 5;
    private static final double SIGMA = 1.5;
    private static final double C1 = Math.pow(0.01 * LEVELS, 2);
    private static final double C2 = Math.pow(0.03 * LEVELS, 2);
    private static final double[] WINDOW = window();

    private PictureSimilarity() {}

    private static double[] window() {
        double[] window = new double[2 * RADIUS + 1];
        double sum = 0;
        for (int i = 0; i < window.length; i++) {
            window[i] = Math.exp(-Math.pow(i - RADIUS, 2) / (2 * SIGMA * SIGMA));
            sum += window[i];
        }
        for (int i = 0; i < window.length; i++) {
            window[i] /= sum;
        }
        return window;
    }

    /** The ratio of peak to noise, in decibels, over all channels; infinite for equal pictures. */
    public static double psnr(RgbImage a, RgbImage b) {
        check(a, b);
        double sum = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            double difference = (a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff);
            sum += difference * difference;
        }
        return 10 * Math.log10(LEVELS * LEVELS * a.pixels().length / sum);
    }

    /**
     * Structural similarity (Wang et al., 2004): Gaussian windows of 11 x 11 pixels with a deviation of 1.5, the mean over
     * all windows that lie inside and over the three channels; 1 for equal pictures.
     *
     * @throws IllegalArgumentException if a picture has no room for a window
     */
    public static double ssim(RgbImage a, RgbImage b) {
        check(a, b);
        if (Math.min(a.width(), a.height()) < WINDOW.length) {
            throw new IllegalArgumentException("pictures of " + a.width() + " x " + a.height()
                    + " pixels have no room for windows of " + WINDOW.length);
        }
        double sum = 0;
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            sum += ssim(Plane.of(a, channel), Plane.of(b, channel));
        }
        return sum / RgbImage.CHANNELS;
    }

    private static void check(RgbImage a, RgbImage b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new IllegalArgumentException("pictures of " + a.width() + " x " + a.height() + " and " + b.width()
                    + " x " + b.height() + " pixels cannot be compared");
        }
    }

    private static double ssim(Plane a, Plane b) {
        Plane meanA = a.blurred();
        Plane meanB = b.blurred();
        Plane squareA = a.times(a).blurred();
        Plane squareB = b.times(b).blurred();
        Plane product = a.times(b).blurred();
        double sum = 0;
        for (int i = 0; i < meanA.values.length; i++) {
            double ma = meanA.values[i];
            double mb = meanB.values[i];
            double varianceA = squareA.values[i] - ma * ma;
            double varianceB = squareB.values[i] - mb * mb;
            double covariance = product.values[i] - ma * mb;
            sum += (2 * ma * mb + C1)
                    * (2 * covariance + C2)
                    / ((ma * ma + mb * mb + C1) * (varianceA + varianceB + C2));
        }
        return sum / meanA.values.length;
    }

    /** One channel, rows from the top. */
    private record Plane(int width, int height, double[] values) {
        private static Plane of(RgbImage image, int channel) {
            double[] values = new double[image.width() * image.height()];
            for (int i = 0; i < values.length; i++) {
                values[i] = image.pixels()[i * RgbImage.CHANNELS + channel] & 0xff;
            }
            return new Plane(image.width(), image.height(), values);
        }

        private Plane times(Plane other) {
            double[] product = new double[values.length];
            for (int i = 0; i < product.length; i++) {
                product[i] = values[i] * other.values[i];
            }
            return new Plane(width, height, product);
        }

        /** The mean of every window that lies inside. */
        private Plane blurred() {
            return alongRows().turned().alongRows().turned();
        }

        private Plane alongRows() {
            int narrow = width - 2 * RADIUS;
            double[] means = new double[narrow * height];
            for (int i = 0; i < means.length; i++) {
                int from = i / narrow * width + i % narrow;
                for (int k = 0; k < WINDOW.length; k++) {
                    means[i] += WINDOW[k] * values[from + k];
                }
            }
            return new Plane(narrow, height, means);
        }

        private Plane turned() {
            double[] turned = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                turned[i % width * height + i / width] = values[i];
            }
            return new Plane(/* width= */ height, /* height= */ width, turned);
        }
    }
}
