package org.sparklavit.data.sample;

import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.sparklavit.data.parquet.ColumnSink;
import org.sparklavit.data.parquet.ColumnValues;
import org.sparklavit.data.parquet.Columns;
import org.sparklavit.data.parquet.RowFormat;

/** {@link Sample} as columns: id, source, key, caption, width, height, metadata, image. */
public final class SampleFormat implements RowFormat<Sample> {
    /** The one instance. */
    public static final SampleFormat INSTANCE = new SampleFormat();

    /** The column to skip for readers that need no pixels. */
    public static final String IMAGE = "image";

    private static final MessageType SCHEMA = new MessageType(
            "sample",
            Columns.text("id"),
            Columns.text("source"),
            Columns.text("key"),
            Columns.text("caption"),
            Columns.int32("width"),
            Columns.int32("height"),
            Columns.text("metadata"),
            Columns.bytes(IMAGE));

    private SampleFormat() {}

    @Override
    public MessageType schema() {
        return SCHEMA;
    }

    @Override
    public void write(Sample row, ColumnSink to) {
        to.text("id", row.id());
        to.text("source", row.source());
        to.text("key", row.key());
        to.text("caption", row.caption());
        to.integer("width", row.width());
        to.integer("height", row.height());
        to.text("metadata", row.metadataJson());
        to.bytes(IMAGE, row.image());
    }

    @Override
    public Sample read(ColumnValues from) {
        return new Sample(
                from.text("id"),
                from.text("source"),
                from.text("key"),
                from.bytes(IMAGE),
                from.text("caption"),
                from.integer("width"),
                from.integer("height"),
                from.text("metadata"));
    }

    @Override
    public Set<String> largeColumns() {
        return Set.of(IMAGE);
    }
}
