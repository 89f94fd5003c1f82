package org.sparklavit.pretrain.generate;

import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.sparklavit.data.parquet.ColumnSink;
import org.sparklavit.data.parquet.ColumnValues;
import org.sparklavit.data.parquet.Columns;
import org.sparklavit.data.parquet.RowFormat;

/** {@link Answer} as columns: id, task, prompt, text, codes, num_tokens, complete (0 or 1), image. */
final class AnswerFormat implements RowFormat<Answer> {
    static final AnswerFormat INSTANCE = new AnswerFormat();

    private static final String IMAGE = "image";
    private static final MessageType SCHEMA = new MessageType(
            "answer",
            Columns.text("id"),
            Columns.text("task"),
            Columns.text("prompt"),
            Columns.text("text"),
            Columns.int32List("codes"),
            Columns.int32("num_tokens"),
            Columns.int32("complete"),
            Columns.optionalBytes(IMAGE));

    private AnswerFormat() {}

    @Override
    public MessageType schema() {
        return SCHEMA;
    }

    @Override
    public void write(Answer row, ColumnSink to) {
        to.text("id", row.id());
        to.text("task", row.task());
        to.text("prompt", row.prompt());
        to.text("text", row.text());
        to.integers("codes", row.codes());
        to.integer("num_tokens", row.numTokens());
        to.integer("complete", row.isComplete() ? 1 : 0);
        if (row.image().length > 0) {
            to.bytes(IMAGE, row.image());
        }
    }

    @Override
    public Answer read(ColumnValues from) {
        return new Answer(
                from.text("id"),
                from.text("task"),
                from.text("prompt"),
                from.text("text"),
                from.integers("codes"),
                from.integer("num_tokens"),
                from.integer("complete") == 1,
                from.bytes(IMAGE));
    }

    @Override
    public Set<String> largeColumns() {
        return Set.of(IMAGE);
    }
}
