package org.sparklavit.data.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource.Rows;
import org.sparklavit.data.parquet.ColumnSink;
import org.sparklavit.data.parquet.ColumnValues;
import org.sparklavit.data.parquet.Columns;
import org.sparklavit.data.parquet.RowFormat;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.parquet.TableFile;

/** A Parquet file with a column of texts; a row without one is an empty text. */
final class TextTable implements TextFiles.TextFile {
    private final Storage storage;
    private final String uri;
    private final Column column;
    private final long rows;

    /**
     * Reads the footer.
     *
     * @throws ConfigException if the file has no such column of strings
     */
    TextTable(Storage storage, String uri, String column) throws IOException {
        this.storage = storage;
        this.uri = uri;
        this.column = new Column(column);
        rows = TableFile.open(storage, uri).rows();
        try {
            reader().close();
        } catch (IOException e) {
            throw new ConfigException(e.getMessage() + ". 'field' names the column that holds the text.");
        }
    }

    private RowReader<String> reader() throws IOException {
        return new RowReader<>(storage, uri, column, Set.of());
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public Rows<TextSample> open(long row) {
        try {
            RowReader<String> reader = reader();
            try {
                return new TableRows(reader.skipTo(row), row);
            } catch (IOException | RuntimeException e) {
                reader.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + uri, e);
        }
    }

    private final class TableRows implements Rows<TextSample> {
        private final RowReader<String> reader;
        private long row;

        private TableRows(RowReader<String> reader, long row) {
            this.reader = reader;
            this.row = row;
        }

        @Override
        public boolean hasNext() {
            return reader.hasNext();
        }

        @Override
        public TextSample next() {
            return new TextSample(uri + ":" + ++row, reader.next());
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

    private record Column(String name) implements RowFormat<String> {
        @Override
        public MessageType schema() {
            return new MessageType("text", Columns.text(name));
        }

        @Override
        public void write(String row, ColumnSink to) {
            to.text(name, row);
        }

        @Override
        public String read(ColumnValues from) {
            return from.text(name);
        }

        @Override
        public Set<String> largeColumns() {
            return Set.of();
        }
    }
}
