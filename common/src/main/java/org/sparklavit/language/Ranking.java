package org.sparklavit.language;

import java.util.Arrays;

/** The best of many ids, without an object for each: a vocabulary has tens of thousands. */
final class Ranking {
    private static final long LOW = 0xFFFFFFFFL;

    private Ranking() {}

    /**
     * The ids with the highest scores, best first, the lower id first where two are equal.
     *
     * @param scores ids with minus infinity are left out
     * @param most how many, or fewer if there are no more
     */
    static int[] best(float[] scores, int most) {
        long[] kept = new long[Math.min(most, scores.length)];
        int count = 0;
        for (int id = 0; id < scores.length; id++) {
            if (scores[id] == Float.NEGATIVE_INFINITY) {
                continue;
            }
            long ranked = ranked(scores[id], id);
            if (count < kept.length) {
                kept[count++] = ranked;
                if (count == kept.length) {
                    Arrays.sort(kept);
                }
            } else if (ranked > kept[0]) {
                replaceWorst(kept, ranked);
            }
        }
        Arrays.sort(kept, 0, count);
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = (int) (LOW - (kept[count - 1 - i] & LOW));
        }
        return ids;
    }

    /** Sorts as the score does and, among equal scores, the other way round than the id. */
    private static long ranked(float score, int id) {
        int bits = Float.floatToIntBits(score + 0f);
        int ordered = bits < 0 ? ~bits ^ Integer.MIN_VALUE : bits;
        return ((long) ordered << Integer.SIZE) | (LOW - id);
    }

    /** Keeps {@code sorted} in ascending order; rarely called, since later ids seldom belong to the best. */
    private static void replaceWorst(long[] sorted, long better) {
        int at = -Arrays.binarySearch(sorted, better) - 1;
        System.arraycopy(sorted, 1, sorted, 0, at - 1);
        sorted[at - 1] = better;
    }
}
