package org.sparklavit.vision.training;

import org.sparklavit.vision.PackedPatches;

/**
 * Projected features (R, C) on their way to the codebook.
 *
 * @param rows the features, row after row
 * @param keys a number for each that depends on its sample and patch alone, so that ranks agree on an order
 */
record Features(float[] rows, long[] keys) {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** The keys of the kept patches of samples with the keys {@code samples}. */
    static long[] keysOf(long[] samples, PackedPatches patches) {
        long[] keys = new long[patches.totalKept()];
        int row = 0;
        for (int b = 0; b < samples.length; b++) {
            for (int position : patches.positions()[b]) {
                keys[row++] = samples[b] ^ (position + 1) * GOLDEN_GAMMA;
            }
        }
        return keys;
    }

    int count() {
        return keys.length;
    }
}
