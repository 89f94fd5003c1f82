package org.sparklavit.tokenizer.job;

import org.apache.spark.Partitioner;
import org.sparklavit.tokenizer.shard.ContentKey;

/** Brings samples of the same content together. */
final class ByContent extends Partitioner {
    private final int partitions;

    ByContent(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(Object key) {
        return Math.floorMod(((ContentKey) key).high(), partitions);
    }
}
