package org.sparklavit.data.parquet;

import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.sparklavit.data.io.Storage;

/** Reads the rows of a Parquet file of any columns, one after the other. Holds one row group in memory. */
public final class GroupReader implements Closeable {
    private final String uri;
    private final ParquetFileReader reader;
    private PageReadStore pages;
    private RecordReader<Group> group;
    private long leftInGroup;

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
    }

    /** All columns of the file. */
    public MessageType schema() {
        return reader.getFileMetaData().getSchema();
    }

    /** The next row, or null at the end. */
    public Group next() throws IOException {
        try {
            while (leftInGroup == 0) {
                if (!openNextGroup()) {
                    return null;
                }
            }
            leftInGroup--;
            return group.read();
        } catch (RuntimeException e) {
            throw new BrokenException(uri, e);
        }
    }

    private boolean openNextGroup() throws IOException {
        closePages();
        pages = reader.readNextRowGroup();
        if (pages == null) {
            return false;
        }
        group = new ColumnIOFactory().getColumnIO(schema()).getRecordReader(pages, new GroupRecordConverter(schema()));
        leftInGroup = pages.getRowCount();
        return true;
    }

    private void closePages() {
        if (pages != null) {
            pages.close();
            pages = null;
        }
    }

    @Override
    public void close() throws IOException {
        closePages();
        reader.close();
    }
}
