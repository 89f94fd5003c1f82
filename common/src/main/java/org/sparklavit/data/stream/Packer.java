package org.sparklavit.data.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Chooses what shares a row. */
final class Packer {
    private static final int UNREACHED = -1;

    private Packer() {}

    /**
     * The items that together come closest to {@code room} without exceeding it, by dynamic programming over the sums
     * that can be reached; of equal choices the one with earlier items.
     *
     * @param lengths of the items, each at least 1
     * @return indices into {@code lengths}, ascending
     */
    static List<Integer> fill(int[] lengths, int room) {
        // lastItem[s]: with which item the sum s was first reached. Sums below it were reached by earlier items.
        int[] lastItem = new int[room + 1];
        Arrays.fill(lastItem, UNREACHED);
        for (int item = 0; item < lengths.length; item++) {
            for (int sum = room; sum >= lengths[item]; sum--) {
                int rest = sum - lengths[item];
                if (lastItem[sum] == UNREACHED && (rest == 0 || lastItem[rest] != UNREACHED)) {
                    lastItem[sum] = item;
                }
            }
        }
        int sum = room;
        while (sum > 0 && lastItem[sum] == UNREACHED) {
            sum--;
        }
        List<Integer> chosen = new ArrayList<>();
        for (; sum > 0; sum -= lengths[lastItem[sum]]) {
            chosen.add(0, lastItem[sum]);
        }
        return chosen;
    }
}
