package org.sparklavit.tokenizer.shard;

import java.io.Serializable;

/**
 * The content of a sample by the first 128 bits of its SHA-256, and where the sample lies. Sorted, equal samples follow
 * each other in the order of the input, behind the one that an earlier run has already kept.
 *
 * @param high first half of the hash
 * @param low second half
 * @param place of the sample
 */
public record ContentKey(long high, long low, RowKey place) implements Serializable, Comparable<ContentKey> {
    /** Whether both are of the same content. */
    public boolean isSameAs(ContentKey other) {
        return high == other.high && low == other.low;
    }

    @Override
    public int compareTo(ContentKey other) {
        int byHigh = Long.compare(high, other.high);
        int byLow = byHigh != 0 ? byHigh : Long.compare(low, other.low);
        return byLow != 0 ? byLow : place.compareInInput(other.place);
    }
}
