package org.sparklavit.pretrain.generate;

import java.util.List;
import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.sparklavit.data.parquet.ColumnSink;
import org.sparklavit.data.parquet.ColumnValues;
import org.sparklavit.data.parquet.Columns;
import org.sparklavit.data.parquet.RowFormat;

/** Prompts as columns of any Parquet file: what it does not have is empty. */
final class PromptFormat implements RowFormat<PromptRow> {
    private final PromptColumns columns;

    PromptFormat(PromptColumns columns) {
        this.columns = columns;
    }

    @Override
    public MessageType schema() {
        return new MessageType(
                "prompt",
                Columns.optionalText(columns.id()),
                Columns.optionalText(columns.prompt()),
                Columns.optionalBytes(columns.image()));
    }

    @Override
    public void write(PromptRow row, ColumnSink to) {
        if (!row.id().isEmpty()) {
            to.text(columns.id(), row.id());
        }
        if (!row.text().isEmpty()) {
            to.text(columns.prompt(), row.text());
        }
        row.images().stream().findFirst().ifPresent(image -> to.bytes(columns.image(), image));
    }

    @Override
    public PromptRow read(ColumnValues from) {
        byte[] image = from.bytes(columns.image());
        return new PromptRow(
                from.text(columns.id()), from.text(columns.prompt()), image.length == 0 ? List.of() : List.of(image));
    }

    @Override
    public Set<String> largeColumns() {
        return Set.of(columns.image());
    }
}
