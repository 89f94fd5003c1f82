package org.sparklavit.data.order;

import java.io.Closeable;
import java.util.Iterator;

/** Shards of rows that can be read from any row on. */
public interface ShardSource<T> {
    /** The number of shards. */
    int shards();

    /** The number of rows in {@code shard}. */
    long rows(int shard);

    /** Reads {@code shard} from {@code row} on; the caller closes it. */
    Rows<T> open(int shard, long row);

    /** Rows in the order of the file. */
    interface Rows<T> extends Iterator<T>, Closeable {
        @Override
        void close();
    }
}
