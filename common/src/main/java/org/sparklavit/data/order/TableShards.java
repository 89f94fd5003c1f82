package org.sparklavit.data.order;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.parquet.Table;

/** The files of a Parquet table as shards. */
public final class TableShards<T> implements ShardSource<T> {
    private final Table table;
    private final Opener<T> opener;

    /** Opens one file of the table at its first row. */
    @FunctionalInterface
    public interface Opener<T> {
        /** See {@link RowReader}. */
        RowReader<T> open(String uri) throws IOException;
    }

    /** The files of {@code table}, each read through {@code opener}. */
    public TableShards(Table table, Opener<T> opener) {
        this.table = table;
        this.opener = opener;
    }

    @Override
    public int shards() {
        return table.files().size();
    }

    @Override
    public long rows(int shard) {
        return table.files().get(shard).rows();
    }

    @Override
    public Rows<T> open(int shard, long row) {
        String uri = table.files().get(shard).file().uri();
        try {
            RowReader<T> reader = opener.open(uri);
            try {
                return new ReaderRows<>(reader.skipTo(row));
            } catch (IOException | RuntimeException e) {
                reader.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the shard " + uri, e);
        }
    }

    private record ReaderRows<T>(RowReader<T> reader) implements Rows<T> {
        @Override
        public boolean hasNext() {
            return reader.hasNext();
        }

        @Override
        public T next() {
            return reader.next();
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
