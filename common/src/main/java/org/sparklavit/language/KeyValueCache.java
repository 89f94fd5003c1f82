package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparklavit.tensor.DecoderOps;
import org.sparklavit.tensor.RowOps;

/** The keys and values of positions that were computed before, so that a new token costs one position. */
final class KeyValueCache {
    /** For each block its keys and its values. */
    private final List<NDArray> arrays = new ArrayList<>();

    private int length;

    /**
     * Room for {@code capacity} positions of {@code rows} sequences.
     *
     * @param manager owns the cache
     */
    KeyValueCache(NDManager manager, LlamaConfig config, int rows, int capacity) {
        Shape shape = new Shape(rows, capacity, (long) config.groups() * config.headWidth());
        for (int i = 0; i < 2 * config.blocks(); i++) {
            arrays.add(manager.zeros(shape, DataType.FLOAT32));
        }
    }

    /** Positions so far. */
    int length() {
        return length;
    }

    /** For the blocks to read, and to write new positions into. */
    DecoderOps.Cache contents() {
        return new DecoderOps.Cache(arrays, length);
    }

    /** Counts the positions that every block has written. */
    void advance(int positions) {
        length += positions;
    }

    /** Goes on with these rows, each as often as it is named; the cache of the others is freed. */
    void choose(int[] rows) {
        try (NDManager scratch = arrays.get(0).getManager().newSubManager()) {
            NDArray index = scratch.create(Arrays.stream(rows).asLongStream().toArray());
            arrays.replaceAll(all -> {
                try (all) {
                    return RowOps.selectItems(all, index);
                }
            });
        }
    }
}
