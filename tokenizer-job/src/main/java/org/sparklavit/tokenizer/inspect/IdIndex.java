package org.sparklavit.tokenizer.inspect;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds ids that may occur twice in eight bytes a row: the first half of each id, sorted in the end. Which of them
 * really do, a second look at those few rows tells.
 */
final class IdIndex {
    private static final int DIGITS = 16;

    private long[] halves = new long[1 << 10];
    private int count;

    void add(String id) {
        if (count == halves.length) {
            halves = Arrays.copyOf(halves, Math.multiplyExact(2, count));
        }
        halves[count++] = half(id);
    }

    /** Halves that occur more than once. */
    Set<Long> repeated() {
        Arrays.sort(halves, 0, count);
        Set<Long> repeated = new HashSet<>();
        for (int i = 1; i < count; i++) {
            if (halves[i] == halves[i - 1]) {
                repeated.add(halves[i]);
            }
        }
        return repeated;
    }

    /** An id that is no hexadecimal number is wrong anyhow; two of them still differ. */
    static long half(String id) {
        try {
            return Long.parseUnsignedLong(id, 0, Math.min(DIGITS, id.length()), DIGITS);
        } catch (NumberFormatException e) {
            return id.hashCode();
        }
    }
}
