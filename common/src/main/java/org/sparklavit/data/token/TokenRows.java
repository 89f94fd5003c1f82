package org.sparklavit.data.token;

import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.sparklavit.data.parquet.ColumnSink;
import org.sparklavit.data.parquet.ColumnValues;
import org.sparklavit.data.parquet.Columns;
import org.sparklavit.data.parquet.RowFormat;

/** {@link TokenRow} as the columns of docs/token-format.md. */
final class TokenRows implements RowFormat<TokenRow> {
    static final TokenRows INSTANCE = new TokenRows();
    static final String FEATURES = "features";

    private static final MessageType SCHEMA = new MessageType(
            "image_tokens",
            Columns.text("id"),
            Columns.text("source"),
            Columns.text("key"),
            Columns.text("caption"),
            Columns.int32List("codes"),
            Columns.int16List("positions"),
            Columns.int16("grid_height"),
            Columns.int16("grid_width"),
            Columns.int32("width"),
            Columns.int32("height"),
            Columns.text("metadata"),
            Columns.optionalBytes(FEATURES));

    private TokenRows() {}

    @Override
    public MessageType schema() {
        return SCHEMA;
    }

    @Override
    public void write(TokenRow row, ColumnSink to) {
        to.text("id", row.id());
        to.text("source", row.source());
        to.text("key", row.key());
        to.text("caption", row.caption());
        to.integers("codes", row.codes());
        to.integers("positions", row.positions());
        to.integer("grid_height", row.grid().height());
        to.integer("grid_width", row.grid().width());
        to.integer("width", row.width());
        to.integer("height", row.height());
        to.text("metadata", row.metadataJson());
        if (row.features().length > 0) {
            to.bytes(FEATURES, row.features());
        }
    }

    @Override
    public TokenRow read(ColumnValues from) {
        return new TokenRow(
                from.text("id"),
                from.text("source"),
                from.text("key"),
                from.text("caption"),
                from.integers("codes"),
                from.integers("positions"),
                new PatchGrid(from.integer("grid_height"), from.integer("grid_width")),
                from.integer("width"),
                from.integer("height"),
                from.text("metadata"),
                from.bytes(FEATURES));
    }

    @Override
    public Set<String> largeColumns() {
        return Set.of(FEATURES);
    }
}
