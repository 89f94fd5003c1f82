package org.sparklavit.tokenizer.shard;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.sample.SampleTable;

/**
 * Where shards go and how they are laid out.
 *
 * @param output folder, fully qualified
 * @param shards how many there are
 * @param rowGroupBytes of one row group
 * @param seed of the shuffle
 */
public record ShardLayout(String output, int shards, long rowGroupBytes, long seed) implements Serializable {
    private static final String PREFIX = "sparklavit.sample.";

    /** Footer key of what each source gave to a shard, errors included: JSON. */
    static final String STATISTICS = PREFIX + "statistics";

    private static final int MAX_ROWS_A_GROUP = 1 << 16;

    /** The shards that an earlier run has finished. */
    public Map<Integer, ShardResult> finished(Storage storage) throws IOException {
        Map<Integer, ShardResult> finished = new TreeMap<>();
        for (int shard = 0; shard < shards; shard++) {
            int number = shard;
            ShardResult.find(storage, this, shard).ifPresent(result -> finished.put(number, result));
        }
        return finished;
    }

    static String fileName(int shard) {
        return String.format("part-%05d.parquet", shard);
    }

    String dataUri(int shard) {
        return Storage.child(output, "data/" + fileName(shard));
    }

    String errorsUri(int shard) {
        return Storage.child(output, "errors/" + fileName(shard));
    }

    WriteOptions writeOptions(int shard) {
        Map<String, String> footer = Map.of(
                SampleTable.FORMAT_VERSION_KEY,
                SampleTable.FORMAT_VERSION,
                PREFIX + "shard",
                Integer.toString(shard),
                PREFIX + "shards",
                Integer.toString(shards),
                PREFIX + "shuffle-seed",
                Long.toString(seed));
        return WriteOptions.defaults()
                .withRowGroups(rowGroupBytes, MAX_ROWS_A_GROUP)
                .withFooter(footer);
    }
}
