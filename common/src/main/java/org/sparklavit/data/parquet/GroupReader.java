package org.sparklavit.data.parquet;

import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.schema.MessageType;
import org.sparklavit.data.io.Storage;

/** Reads the rows of a Parquet file of any columns, one after the other. Holds one row group in memory. */
public final class GroupReader implements Closeable {
    private final String uri;
    private final ParquetFileReader reader;
    private final RowGroups<Group> rows;

    /** The file is damaged, or none; what the storage could not do comes as any other {@link IOException}. */
    public static final class BrokenException extends IOException {
        BrokenException(String uri, RuntimeException cause) {
            super(uri + " cannot be read as Parquet: " + cause.getMessage(), cause);
        }
    }

    /** Opens a file at its first row. */
    public GroupReader(Storage storage, String uri) throws IOException {
        this.uri = uri;
        try {
            this.reader = TableFile.opened(storage, storage.stat(uri));
        } catch (RuntimeException e) {
            throw new BrokenException(uri, e);
        }
        this.rows = new RowGroups<>(reader, pages -> new ColumnIOFactory()
                .getColumnIO(schema())
                .getRecordReader(pages, new GroupRecordConverter(schema())));
    }

    /** All columns of the file. */
    public MessageType schema() {
        return reader.getFileMetaData().getSchema();
    }

    /** The next row, or null at the end. */
    public Group next() throws IOException {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (RuntimeException e) {
            throw new BrokenException(uri, e);
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
