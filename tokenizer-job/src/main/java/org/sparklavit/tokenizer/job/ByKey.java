package org.sparklavit.tokenizer.job;

import org.apache.spark.Partitioner;
import org.sparklavit.tokenizer.shard.RowKey;

/** One partition for each shard, and one after them for the counts. */
final class ByKey extends Partitioner {
    private final int shards;

    ByKey(int shards) {
        this.shards = shards;
    }

    @Override
    public int numPartitions() {
        return shards + 1;
    }

    @Override
    public int getPartition(Object key) {
        RowKey place = (RowKey) key;
        return place.isOfCount() ? shards : place.shard(shards);
    }
}
