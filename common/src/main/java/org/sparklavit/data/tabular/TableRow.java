package org.sparklavit.data.tabular;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** One row of a table, column by name; a null and a column that is not there are the same. */
record TableRow(Group group) {
    private static final String BYTES = "bytes";

    /** The first of the columns that has a text that is not blank. */
    Optional<String> text(List<String> columns) {
        return columns.stream()
                .filter(this::has)
                .filter(column -> isText(type(column)))
                .map(column -> group.getString(column, 0))
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    /** The first of the columns that has bytes. */
    Optional<byte[]> bytes(List<String> columns) {
        return columns.stream()
                .filter(this::has)
                .map(this::bytes)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<byte[]> bytes(String column) {
        if (!type(column).isPrimitive()) {
            TableRow struct = new TableRow(group.getGroup(column, 0));
            return struct.has(BYTES) ? struct.bytes(BYTES) : Optional.empty();
        }
        boolean isBinary =
                type(column).asPrimitiveType().getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BINARY;
        return isBinary ? Optional.of(group.getBinary(column, 0).getBytes()) : Optional.empty();
    }

    /** The other columns that are texts, numbers or truth values, as JSON. */
    ObjectNode metadata(Set<String> without) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Type type : group.getType().getFields()) {
            String column = type.getName();
            if (!without.contains(column) && has(column) && type.isPrimitive()) {
                put(json, column);
            }
        }
        return json;
    }

    private void put(ObjectNode json, String column) {
        switch (type(column).asPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> json.put(column, group.getInteger(column, 0));
            case INT64 -> json.put(column, group.getLong(column, 0));
            case BOOLEAN -> json.put(column, group.getBoolean(column, 0));
            case FLOAT -> putNumber(json, column, group.getFloat(column, 0));
            case DOUBLE -> putNumber(json, column, group.getDouble(column, 0));
            case BINARY -> {
                if (isText(type(column))) {
                    json.put(column, group.getString(column, 0));
                }
            }
            default -> {
                // Bytes of fixed length and timestamps of old: nothing that JSON can say.
            }
        }
    }

    /** JSON has neither infinities nor NaN. */
    private static void putNumber(ObjectNode json, String column, double value) {
        if (Double.isFinite(value)) {
            json.put(column, new BigDecimal(Double.toString(value)));
        }
    }

    private boolean has(String column) {
        return group.getType().containsField(column) && group.getFieldRepetitionCount(column) > 0;
    }

    private Type type(String column) {
        return group.getType().getType(column);
    }

    private static boolean isText(Type type) {
        return type.isPrimitive()
                && (type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
                        || type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation);
    }
}
