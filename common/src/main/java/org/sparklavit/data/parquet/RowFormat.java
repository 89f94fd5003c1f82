package org.sparklavit.data.parquet;

import java.util.Set;
import org.apache.parquet.schema.MessageType;

/**
 * How a record lies in a Parquet file.
 *
 * @param <T> the record
 */
public interface RowFormat<T> {
    /** All columns, in the order in which {@link #write} puts them. */
    MessageType schema();

    /** Puts one record, column by column in the order of the schema; an optional column may be left out. */
    void write(T row, ColumnSink to);

    /** Makes a record of the columns that were read; those that were not asked for come as empty or zero. */
    T read(ColumnValues from);

    /** The columns that hold large, unlike values (images, features): no dictionary, no statistics. */
    Set<String> largeColumns();
}
