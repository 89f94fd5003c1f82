package org.sparklavit.tokenizer.shard;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.Table;

/** The output of the shard job as the input of another. */
public final class ShardFolder {
    private ShardFolder() {}

    /**
     * Reads the footers of all shards.
     *
     * @param input the output folder of the shard job
     * @throws ConfigException if there are no shards, or no rows in them
     */
    public static Table open(Storage storage, String input) throws IOException {
        String folder = Storage.child(input, "data");
        try {
            Table table = Table.open(storage, folder);
            if (table.rows() == 0) {
                throw new ConfigException(
                        "the shards in " + folder + " have no rows. Shard a corpus that has samples.");
            }
            return table;
        } catch (FileNotFoundException e) {
            throw new ConfigException("input = " + input + " holds no shards (" + e.getMessage()
                    + "). Give the output folder of submit/shard.sh.");
        }
    }
}
