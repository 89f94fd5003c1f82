package org.sparklavit.data.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.RecordConsumer;
import org.sparklavit.data.io.PendingFile;
import org.sparklavit.data.io.Storage;

/**
 * Writes one Parquet file, zstd-compressed. The file appears under its name on {@link #commit}; a writer that
 * is closed before leaves nothing behind. The same rows and options give the same bytes.
 *
 * @param <T> the record of a row
 */
public final class RowWriter<T> implements Closeable {
    private final PendingFile file;
    private final ParquetWriter<T> writer;
    private final Map<String, String> lastWords = new TreeMap<>();
    private long rows;
    private boolean finished;

    /** Starts a file. */
    public RowWriter(Storage storage, String uri, RowFormat<T> format, WriteOptions options) throws IOException {
        file = storage.startFile(uri);
        try {
            writer = builder(storage, format, options).build();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private Builder<T> builder(Storage storage, RowFormat<T> format, WriteOptions options) {
        Builder<T> builder = new Builder<>(new StorageOutputFile(file), format, lastWords)
                .withConf(storage.configuration())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withCodecFactory(new ZstdPages())
                .withRowGroupSize(options.rowGroupBytes())
                .withRowGroupRowCountLimit(options.maxRowsPerGroup())
                .withExtraMetaData(new TreeMap<>(options.footer()));
        if (!format.largeColumns().isEmpty()) {
            // A hundred rows, the default between two looks at the size, may be a hundred megabytes.
            builder.withMinRowCountForPageSizeCheck(1).withMaxRowCountForPageSizeCheck(16);
        }
        for (String column : format.largeColumns()) {
            builder.withDictionaryEncoding(column, false).withStatisticsEnabled(column, false);
        }
        return builder;
    }

    /** Appends a row. */
    public void write(T row) throws IOException {
        writer.write(row);
        rows++;
    }

    /** The rows so far. */
    public long rows() {
        return rows;
    }

    /** Bytes written and buffered so far; after {@link #commit} about the size of the file. */
    public long bytes() {
        return writer.getDataSize();
    }

    /** Finishes the file and gives it its name. */
    public void commit() throws IOException {
        commit(Map.of());
    }

    /** The same with more keys for the footer: what is known only now that all rows are written. */
    public void commit(Map<String, String> moreFooter) throws IOException {
        lastWords.putAll(moreFooter);
        finish();
        file.commit();
    }

    private void finish() throws IOException {
        if (!finished) {
            finished = true;
            writer.close();
        }
    }

    /** An uncommitted file is gone before Parquet, which cannot stop in the middle, writes its end nowhere. */
    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            finish();
        }
    }

    private static final class Builder<T> extends ParquetWriter.Builder<T, Builder<T>> {
        private final RowFormat<T> format;
        private final Map<String, String> lastWords;

        private Builder(StorageOutputFile file, RowFormat<T> format, Map<String, String> lastWords) {
            super(file);
            this.format = format;
            this.lastWords = lastWords;
        }

        @Override
        protected Builder<T> self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract, and so to be written, although deprecated
        protected WriteSupport<T> getWriteSupport(Configuration configuration) {
            return new Support<>(format, lastWords);
        }
    }

    private static final class Support<T> extends WriteSupport<T> {
        private final RowFormat<T> format;
        private final Map<String, String> lastWords;
        private RecordConsumer consumer;
        private ColumnSink sink;

        private Support(RowFormat<T> format, Map<String, String> lastWords) {
            this.format = format;
            this.lastWords = lastWords;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract, and so to be written, although deprecated
        public WriteContext init(Configuration configuration) {
            return new WriteContext(format.schema(), new TreeMap<>());
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            consumer = recordConsumer;
            sink = new ColumnSink(recordConsumer, format.schema());
        }

        @Override
        public void write(T row) {
            consumer.startMessage();
            format.write(row, sink);
            consumer.endMessage();
        }

        @Override
        public FinalizedWriteContext finalizeWrite() {
            return new FinalizedWriteContext(lastWords);
        }
    }
}
