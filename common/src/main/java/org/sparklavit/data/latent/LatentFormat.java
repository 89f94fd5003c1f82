package org.sparklavit.data.latent;

import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.sparklavit.data.parquet.ColumnSink;
import org.sparklavit.data.parquet.ColumnValues;
import org.sparklavit.data.parquet.Columns;
import org.sparklavit.data.parquet.RowFormat;

/** {@link LatentRow} as the columns of docs/latent-format.md. */
final class LatentFormat implements RowFormat<LatentRow> {
    static final LatentFormat INSTANCE = new LatentFormat();

    private static final String MEAN = "mean";
    private static final String DEVIATION = "deviation";
    private static final MessageType SCHEMA =
            new MessageType("latent", Columns.text("id"), Columns.bytes(MEAN), Columns.bytes(DEVIATION));

    private LatentFormat() {}

    @Override
    public MessageType schema() {
        return SCHEMA;
    }

    @Override
    public void write(LatentRow row, ColumnSink to) {
        to.text("id", row.id());
        to.bytes(MEAN, row.mean());
        to.bytes(DEVIATION, row.deviation());
    }

    @Override
    public LatentRow read(ColumnValues from) {
        return new LatentRow(from.text("id"), from.bytes(MEAN), from.bytes(DEVIATION));
    }

    @Override
    public Set<String> largeColumns() {
        return Set.of(MEAN, DEVIATION);
    }
}
