package org.sparklavit.language.training;

import java.util.ArrayList;
import java.util.List;
import org.sparklavit.data.stream.PackedLane;
import org.sparklavit.data.stream.PackedRow;

/**
 * Fixed packed rows that no rank trains on, the same at every evaluation and for every world size; each rank has its
 * share.
 */
public final class HeldOutRows {
    private final List<PackedRow> own = new ArrayList<>();

    /**
     * Takes the first {@code rowsOfEach} rows of every source.
     *
     * @param sources each one alone in a lane, so that its rows hold one stream; closed afterwards
     */
    public HeldOutRows(List<PackedLane> sources, int rowsOfEach, int rank, int worldSize) {
        for (PackedLane source : sources) {
            try (source) {
                for (int row = 0; row < rowsOfEach; row++) {
                    PackedRow next = source.next();
                    if (row % worldSize == rank) {
                        own.add(next);
                    }
                }
            }
        }
    }

    /** No rows: nothing is held out. */
    public static HeldOutRows none() {
        return new HeldOutRows(List.of(), 0, 0, 1);
    }

    /** This rank's rows in batches of {@code size}. */
    List<List<PackedRow>> batches(int size) {
        List<List<PackedRow>> batches = new ArrayList<>();
        for (int from = 0; from < own.size(); from += size) {
            batches.add(own.subList(from, Math.min(own.size(), from + size)));
        }
        return batches;
    }
}
