package org.sparklavit.tokenizer.shard;

import java.io.Serializable;
import org.sparklavit.data.sample.SampleId;

/**
 * The place of a row in the global order: by the hash, so that the order is a shuffle that only the seed
 * decides; equal samples follow each other in the order in which they were found.
 *
 * @param hash sorted as an unsigned number
 * @param id of the sample
 * @param part number of the part it comes from
 * @param position of the row in that part
 */
public record RowKey(long hash, String id, int part, long position) implements Serializable, Comparable<RowKey> {
    /** The place of the row at {@code position} of a part. */
    static RowKey of(String id, long seed, int part, long position) {
        return new RowKey(SampleId.shuffleKey(id, seed), id, part, position);
    }

    /** The place of a sample that an earlier run has kept: before all others of the input. */
    static RowKey ofKept(String id, long seed) {
        return of(id, seed, -1, 0);
    }

    /** The place of the {@link ShardRow.Count} of a part: beside the shards. */
    static RowKey ofCount(int part) {
        return new RowKey(0, "", part, 0);
    }

    /** Whether this is the place of a {@link ShardRow.Count}. */
    public boolean isOfCount() {
        return id.isEmpty();
    }

    /**
     * The shard of this row among {@code shards}: shards are equal ranges of hashes, so one after the other
     * they hold the same order whatever their number.
     */
    public int shard(int shards) {
        // The high half of the unsigned product, which Java 17 has for signed numbers only.
        long high = Math.multiplyHigh(hash, shards) + (hash < 0 ? shards : 0);
        return Math.toIntExact(high);
    }

    @Override
    public int compareTo(RowKey other) {
        int byHash = Long.compareUnsigned(hash, other.hash);
        int byId = byHash != 0 ? byHash : id.compareTo(other.id);
        return byId != 0 ? byId : compareInInput(other);
    }

    /** Which of the two comes first in the input. */
    int compareInInput(RowKey other) {
        int byPart = Integer.compare(part, other.part);
        return byPart != 0 ? byPart : Long.compare(position, other.position);
    }
}
