package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.RowOps;

/** The keys and values of positions that were computed before, so that a new token costs one position. */
final class KeyValueCache implements Attending {
    private final LlamaConfig config;
    private final Groups groups;
    private final List<NDArray> keys = new ArrayList<>();
    private final List<NDArray> values = new ArrayList<>();
    private int length;
    private Optional<NDArray> mask = Optional.empty();

    /**
     * Room for {@code capacity} positions of {@code rows} sequences.
     *
     * @param manager owns the cache
     */
    KeyValueCache(NDManager manager, LlamaConfig config, int rows, int capacity) {
        this.config = config;
        groups = new Groups(config.heads(), config.groups());
        Shape shape = new Shape(rows, capacity, (long) config.groups() * config.headWidth());
        for (int block = 0; block < config.blocks(); block++) {
            keys.add(manager.zeros(shape, DataType.FLOAT32));
            values.add(manager.zeros(shape, DataType.FLOAT32));
        }
    }

    /** Positions so far. */
    int length() {
        return length;
    }

    /**
     * What the positions of the next forward pass see of all positions: a float mask (B, 1, T, length + T); without one,
     * everything before them.
     */
    void look(Optional<NDArray> newMask) {
        mask = newMask;
    }

    /** Counts the positions that every block has appended in a forward pass. */
    void advance(int positions) {
        length += positions;
    }

    /** Goes on with these rows, each as often as it is named; the cache of the others is freed. */
    void choose(int[] rows) {
        try (NDManager scratch = keys.get(0).getManager().newSubManager()) {
            long[] wide = Arrays.stream(rows).asLongStream().toArray();
            NDArray index = scratch.create(wide);
            for (List<NDArray> part : List.of(keys, values)) {
                part.replaceAll(all -> {
                    try (all) {
                        return RowOps.selectItems(all, index);
                    }
                });
            }
        }
    }

    @Override
    public NDArray attend(int block, NDArray q, NDArray k, NDArray v) {
        NDArray allKeys = groups.repeat(RowOps.appendRows(keys.get(block), k, length));
        NDArray allValues = groups.repeat(RowOps.appendRows(values.get(block), v, length));
        return mask.isPresent()
                ? Ops.attention(q, allKeys, allValues, config.heads(), mask.get())
                : Ops.attention(q, allKeys, allValues, config.heads(), length == 0);
    }
}
