package org.sparklavit.data.image;

/**
 * One axis of an antialiased bicubic resize (Keys' kernel with a = -0.5): which source samples each output sample
 * gathers, and their weights as fixed-point integers. When shrinking, the kernel is widened by the shrink factor, so
 * that every source sample counts; this is what Pillow's {@code BICUBIC} computes, to the bit.
 *
 * @param taps the most source samples that one output sample gathers
 * @param starts first source sample of each output sample
 * @param counts source samples of each output sample, at most {@code taps}
 * @param weights {@code starts.length * taps} weights, in units of {@code 2^-PRECISION_BITS}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; an internal table
record ResampleWeights(int taps, int[] starts, int[] counts, int[] weights) {
    /** Eight bits for the sample and two for the overshoot of the kernel are left in an int. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    static final int HALF = 1 << (PRECISION_BITS - 1);

    /** {@link #HALF} in both halves. */
    static final long HALF_PAIR = HALF + ((long) HALF << Integer.SIZE);

    private static final double KERNEL_RADIUS = 2.0;
    private static final double A = -0.5;

    static ResampleWeights of(int inputSize, int outputSize) {
        return of(inputSize, outputSize, 0, outputSize);
    }

    /** The table of {@code count} output samples from {@code first} on, of the {@code outputSize} that there are. */
    static ResampleWeights of(int inputSize, long outputSize, long first, int count) {
        double scale = (double) inputSize / outputSize;
        double stretch = Math.max(scale, 1.0);
        double support = KERNEL_RADIUS * stretch;
        int taps = (int) Math.ceil(support) * 2 + 1;
        int[] starts = new int[count];
        int[] counts = new int[count];
        int[] weights = new int[count * taps];
        double[] raw = new double[taps];
        for (int out = 0; out < count; out++) {
            double centre = (first + out + 0.5) * scale;
            int start = Math.max((int) (centre - support + 0.5), 0);
            int gathered = Math.min((int) (centre + support + 0.5), inputSize) - start;
            double sum = 0;
            for (int i = 0; i < gathered; i++) {
                raw[i] = kernel((start + i - centre + 0.5) / stretch);
                sum += raw[i];
            }
            for (int i = 0; i < gathered; i++) {
                weights[out * taps + i] = fixedPoint(sum == 0 ? raw[i] : raw[i] / sum);
            }
            starts[out] = start;
            counts[out] = gathered;
        }
        return new ResampleWeights(taps, starts, counts, weights);
    }

    private static double kernel(double distance) {
        double x = Math.abs(distance);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }

    private static int fixedPoint(double weight) {
        double scaled = weight * (1 << PRECISION_BITS);
        return (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    }
}
