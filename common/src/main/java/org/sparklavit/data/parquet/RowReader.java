package org.sparklavit.data.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;

/**
 * Reads the rows of one Parquet file in order, from any row on, some columns or all. Holds one row group of
 * the columns it reads in memory.
 *
 * @param <T> the record of a row
 */
public final class RowReader<T> implements Iterator<T>, Closeable {
    private final StoredFile file;
    private final ParquetFileReader reader;
    private final MessageType projection;
    private final RowGroups<T> rows;

    /**
     * Opens a file at its first row.
     *
     * @param skippedColumns columns of the format that are not read
     */
    public RowReader(Storage storage, String uri, RowFormat<T> format, Set<String> skippedColumns) throws IOException {
        this.file = storage.stat(uri);
        this.reader = TableFile.reader(storage, file);
        try {
            this.projection = projection(format, skippedColumns);
        } catch (IOException e) {
            reader.close();
            throw e;
        }
        reader.setRequestedSchema(projection);
        this.rows = new RowGroups<>(reader, pages -> new ColumnIOFactory()
                .getColumnIO(projection, reader.getFileMetaData().getSchema())
                .getRecordReader(pages, new Materializer<>(format, projection)));
    }

    /** Columns of the file that the format does not know are left alone; a required one must be there. */
    private MessageType projection(RowFormat<T> format, Set<String> skipped) throws IOException {
        MessageType present = reader.getFileMetaData().getSchema();
        List<Type> wanted = format.schema().getFields().stream()
                .filter(column -> !skipped.contains(column.getName()))
                .filter(column ->
                        present.containsField(column.getName()) || !column.isRepetition(Type.Repetition.OPTIONAL))
                .toList();
        List<Type> columns = new ArrayList<>();
        for (Type column : wanted) {
            if (!present.containsField(column.getName())) {
                throw new IOException(file.uri() + " has no column '" + column.getName() + "'; its columns are "
                        + present.getFields().stream().map(Type::getName).toList());
            }
            columns.add(asInFile(column, present.getType(column.getName())));
        }
        return new MessageType(format.schema().getName(), columns);
    }

    /** Another writer may have declared a column of ours as optional: what counts is how its file is laid out. */
    private Type asInFile(Type wanted, Type present) throws IOException {
        if (!wanted.isPrimitive()) {
            return wanted;
        }
        if (!present.isPrimitive()
                || present.isRepetition(Type.Repetition.REPEATED)
                || present.asPrimitiveType().getPrimitiveTypeName()
                        != wanted.asPrimitiveType().getPrimitiveTypeName()) {
            throw new IOException(
                    file.uri() + ": the column '" + wanted.getName() + "' is " + present + " but must be " + wanted);
        }
        return present;
    }

    /**
     * Goes on to a row of the file; whole row groups are passed over unread.
     *
     * @param row rows of the file that lie before the next one; not before the rows already read
     */
    public RowReader<T> skipTo(long row) throws IOException {
        if (rows.isStarted()) {
            throw new IllegalStateException("skipTo must come before the first row is read");
        }
        long left = rows.skipTo(row);
        for (; left > 0 && hasNext(); left--) {
            next();
        }
        if (left > 0) {
            throw new IllegalArgumentException(
                    file.uri() + " has " + reader.getRecordCount() + " rows and none at " + row);
        }
        return this;
    }

    @Override
    public boolean hasNext() {
        try {
            return rows.hasNext();
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException(file.uri());
        }
        try {
            return rows.next();
        } catch (ParquetDecodingException e) {
            throw broken(e);
        }
    }

    private UncheckedIOException broken(Exception cause) {
        return new UncheckedIOException(
                new IOException("cannot read " + file.uri() + ": " + cause.getMessage(), cause));
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private static final class Materializer<T> extends RecordMaterializer<T> {
        private final RowFormat<T> format;
        private final ColumnValues values;

        private Materializer(RowFormat<T> format, MessageType projection) {
            this.format = format;
            this.values = new ColumnValues(projection);
        }

        @Override
        public T getCurrentRecord() {
            return format.read(values);
        }

        @Override
        public GroupConverter getRootConverter() {
            return values;
        }
    }
}
