package org.sparklavit.data.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Function;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.RecordReader;

/** The rows of an open Parquet file, one after the other. Holds one row group in memory. */
final class RowGroups<T> implements Closeable {
    private final ParquetFileReader file;
    private final Function<PageReadStore, RecordReader<T>> records;
    private PageReadStore pages;
    private RecordReader<T> group;
    private long leftInGroup;

    /**
     * Starts at the first row.
     *
     * @param records reads the rows of a row group
     */
    RowGroups(ParquetFileReader file, Function<PageReadStore, RecordReader<T>> records) {
        this.file = file;
        this.records = records;
    }

    /** Whether a row group has been read. */
    boolean isStarted() {
        return group != null;
    }

    /** Passes over the whole row groups before {@code row}, unread; returns how many rows are left to it. */
    long skipTo(long row) {
        long left = row;
        for (BlockMetaData block : file.getRowGroups()) {
            if (left < block.getRowCount()) {
                break;
            }
            left -= block.getRowCount();
            file.skipNextRowGroup();
        }
        return left;
    }

    boolean hasNext() throws IOException {
        while (leftInGroup == 0) {
            closePages();
            pages = file.readNextRowGroup();
            if (pages == null) {
                return false;
            }
            group = records.apply(pages);
            leftInGroup = pages.getRowCount();
        }
        return true;
    }

    /** The next row, of which {@link #hasNext} must have told. */
    T next() {
        leftInGroup--;
        return group.read();
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
        file.close();
    }
}
