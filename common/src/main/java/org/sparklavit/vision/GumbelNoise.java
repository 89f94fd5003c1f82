package org.sparklavit.vision;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The noise of a sampled selection, as a pure function of a seed, a step and a sample: a draw repeats whatever the batch,
 * the rank or the number of executors.
 */
public final class GumbelNoise {
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double TO_UNIT = 0x1p-53;

    private GumbelNoise() {}

    /** A number that tells samples apart: the 64-bit FNV-1a hash of the id. */
    public static long keyOf(String sampleId) {
        long hash = FNV_OFFSET;
        for (byte b : sampleId.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }

    /** The random numbers of one sample in one step. */
    public static SplittableRandom random(long seed, long step, long sampleKey) {
        long mixed = new SplittableRandom(seed).nextLong() ^ sampleKey;
        return new SplittableRandom(mixed + step * GOLDEN_GAMMA);
    }

    /** Fills {@code count} places with draws from the standard Gumbel distribution, times {@code scale}. */
    public static void fill(float[] into, int from, int count, double scale, SplittableRandom random) {
        for (int i = from; i < from + count; i++) {
            // Half a step above zero: the logarithm of zero is never taken.
            double uniform = ((random.nextLong() >>> 11) + 0.5) * TO_UNIT;
            into[i] = (float) (scale * -Math.log(-Math.log(uniform)));
        }
    }
}
