package org.sparklavit.data.parquet;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** The columns of the row that was just read; a column that was not read is empty or zero. */
public final class ColumnValues extends GroupConverter {
    private static final byte[] NO_BYTES = {};
    private static final int[] NO_INTEGERS = {};

    private final Converter[] converters;
    private final Map<String, BinaryColumn> binaries = new HashMap<>();
    private final Map<String, IntegerColumn> integers = new HashMap<>();

    ColumnValues(GroupType schema) {
        converters = schema.getFields().stream().map(this::converter).toArray(Converter[]::new);
    }

    private Converter converter(Type type) {
        if (!type.isPrimitive()) {
            IntegerColumn column = integerColumn(type.getName());
            return new Nested(new Nested(column));
        }
        return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
            case BINARY -> {
                BinaryColumn column = new BinaryColumn();
                binaries.put(type.getName(), column);
                yield column;
            }
            case INT32 -> integerColumn(type.getName());
            default -> throw new IllegalArgumentException("column type is not supported: " + type);
        };
    }

    private IntegerColumn integerColumn(String name) {
        IntegerColumn column = new IntegerColumn();
        integers.put(name, column);
        return column;
    }

    /** The string of this row. */
    public String text(String column) {
        BinaryColumn values = binaries.get(column);
        return values == null || values.value == null ? "" : values.value.toStringUsingUTF8();
    }

    /** The bytes of this row; empty if the row has none. */
    public byte[] bytes(String column) {
        BinaryColumn values = binaries.get(column);
        return values == null || values.value == null ? NO_BYTES : values.value.getBytes();
    }

    /** The integer of this row. */
    public int integer(String column) {
        IntegerColumn values = integers.get(column);
        return values == null || values.count == 0 ? 0 : values.values[0];
    }

    /** The list of integers of this row. */
    public int[] integers(String column) {
        IntegerColumn values = integers.get(column);
        return values == null || values.count == 0 ? NO_INTEGERS : Arrays.copyOf(values.values, values.count);
    }

    @Override
    public Converter getConverter(int field) {
        return converters[field];
    }

    @Override
    public void start() {
        binaries.values().forEach(column -> column.value = null);
        integers.values().forEach(column -> column.count = 0);
    }

    @Override
    public void end() {}

    private static final class BinaryColumn extends PrimitiveConverter {
        private Binary value;

        @Override
        public void addBinary(Binary binary) {
            value = binary;
        }
    }

    private static final class IntegerColumn extends PrimitiveConverter {
        private int[] values = new int[1];
        private int count;

        @Override
        public void addInt(int value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }
    }

    /** One of the two groups around the values of a list. */
    private static final class Nested extends GroupConverter {
        private final Converter inner;

        private Nested(Converter inner) {
            this.inner = inner;
        }

        @Override
        public Converter getConverter(int field) {
            return inner;
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
