package org.sparklavit.data.parquet;

import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/** Takes the columns of one row, in the order of the schema. */
public final class ColumnSink {
    private final RecordConsumer consumer;
    private final MessageType schema;

    ColumnSink(RecordConsumer consumer, MessageType schema) {
        this.consumer = consumer;
        this.schema = schema;
    }

    /** Puts a string. */
    public void text(String column, String value) {
        binary(column, Binary.fromString(value));
    }

    /** Puts bytes, which must not change until the row group is written. */
    public void bytes(String column, byte[] value) {
        binary(column, Binary.fromConstantByteArray(value));
    }

    private void binary(String column, Binary value) {
        int index = schema.getFieldIndex(column);
        consumer.startField(column, index);
        consumer.addBinary(value);
        consumer.endField(column, index);
    }

    /** Puts an integer. */
    public void integer(String column, int value) {
        int index = schema.getFieldIndex(column);
        consumer.startField(column, index);
        consumer.addInteger(value);
        consumer.endField(column, index);
    }

    /** Puts a list of integers. */
    public void integers(String column, int[] values) {
        int index = schema.getFieldIndex(column);
        consumer.startField(column, index);
        consumer.startGroup();
        if (values.length > 0) {
            consumer.startField(Columns.LIST, 0);
            for (int value : values) {
                element(value);
            }
            consumer.endField(Columns.LIST, 0);
        }
        consumer.endGroup();
        consumer.endField(column, index);
    }

    private void element(int value) {
        consumer.startGroup();
        consumer.startField(Columns.ELEMENT, 0);
        consumer.addInteger(value);
        consumer.endField(Columns.ELEMENT, 0);
        consumer.endGroup();
    }
}
