package org.sparklavit.data.parquet;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The column types that this project writes, as every Parquet reader knows them. */
public final class Columns {
    /** Name of the repeated group of a standard three-level list. */
    static final String LIST = "list";

    /** Name of the value inside that group. */
    static final String ELEMENT = "element";

    private Columns() {}

    /** A UTF-8 string in every row. */
    public static Type text(String name) {
        return Types.required(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    /** A UTF-8 string in some rows. */
    public static Type optionalText(String name) {
        return Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    /** Bytes in every row. */
    public static Type bytes(String name) {
        return Types.required(PrimitiveTypeName.BINARY).named(name);
    }

    /** Bytes in some rows. */
    public static Type optionalBytes(String name) {
        return Types.optional(PrimitiveTypeName.BINARY).named(name);
    }

    /** A 32-bit integer in every row. */
    public static Type int32(String name) {
        return Types.required(PrimitiveTypeName.INT32).named(name);
    }

    /** An integer that fits 16 bits with sign in every row. */
    public static Type int16(String name) {
        return Types.required(PrimitiveTypeName.INT32)
                .as(LogicalTypeAnnotation.intType(16, true))
                .named(name);
    }

    /** A list of 32-bit integers, possibly empty, in every row. */
    public static Type int32List(String name) {
        return list(name, int32(ELEMENT));
    }

    /** A list of integers that fit 16 bits with sign, possibly empty, in every row. */
    public static Type int16List(String name) {
        return list(name, int16(ELEMENT));
    }

    private static Type list(String name, Type element) {
        return Types.requiredGroup()
                .as(LogicalTypeAnnotation.listType())
                .addField(Types.repeatedGroup().addField(element).named(LIST))
                .named(name);
    }
}
