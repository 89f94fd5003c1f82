package org.sparklavit.tokenizer.shard;

import java.io.Serializable;
import java.util.BitSet;
import java.util.Set;

/**
 * The shards that are still to be made.
 *
 * @param shards number of all
 * @param finished those that are there
 */
public record ShardSelection(int shards, BitSet finished) implements Serializable {
    /** All but the finished ones. */
    public static ShardSelection without(int shards, Set<Integer> finished) {
        BitSet bits = new BitSet(shards);
        finished.forEach(bits::set);
        return new ShardSelection(shards, bits);
    }

    boolean has(RowKey place) {
        return finished.isEmpty() || !finished.get(place.shard(shards));
    }

    /** Whether a shard is there. */
    public boolean isFinished(int shard) {
        return finished.get(shard);
    }

    /** Their numbers, ascending. */
    public int[] missing() {
        BitSet missing = new BitSet(shards);
        missing.set(0, shards);
        missing.andNot(finished);
        return missing.stream().toArray();
    }
}
