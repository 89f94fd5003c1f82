package org.sparklavit.data.sample;

import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.sparklavit.data.parquet.ColumnSink;
import org.sparklavit.data.parquet.ColumnValues;
import org.sparklavit.data.parquet.Columns;
import org.sparklavit.data.parquet.RowFormat;

/** {@link ErrorRow} as columns: id, source, key, stage, reason, detail. */
public final class ErrorFormat implements RowFormat<ErrorRow> {
    /** The one instance. */
    public static final ErrorFormat INSTANCE = new ErrorFormat();

    private static final MessageType SCHEMA = new MessageType(
            "error",
            Columns.text("id"),
            Columns.text("source"),
            Columns.text("key"),
            Columns.text("stage"),
            Columns.text("reason"),
            Columns.text("detail"));

    private ErrorFormat() {}

    @Override
    public MessageType schema() {
        return SCHEMA;
    }

    @Override
    public void write(ErrorRow row, ColumnSink to) {
        to.text("id", row.id());
        to.text("source", row.source());
        to.text("key", row.key());
        to.text("stage", row.stage());
        to.text("reason", row.reason());
        to.text("detail", row.detail());
    }

    @Override
    public ErrorRow read(ColumnValues from) {
        return new ErrorRow(
                from.text("id"),
                from.text("source"),
                from.text("key"),
                from.text("stage"),
                from.text("reason"),
                from.text("detail"));
    }

    @Override
    public Set<String> largeColumns() {
        return Set.of();
    }
}
