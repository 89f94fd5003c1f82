package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Element types of safetensors files, and how each passes through DJL. */
enum ElementType {
    F32(DataType.FLOAT32, Float.BYTES),
    F64(DataType.FLOAT64, Double.BYTES),
    I64(DataType.INT64, Long.BYTES),
    I32(DataType.INT32, Integer.BYTES),
    U8(DataType.UINT8, Byte.BYTES),
    BOOL(DataType.BOOLEAN, Byte.BYTES),
    F16(DataType.FLOAT16, Short.BYTES),
    /** See {@link Bfloat16}. */
    BF16(DataType.FLOAT32, Short.BYTES);

    private final DataType dataType;
    private final int bytes;

    ElementType(DataType dataType, int bytes) {
        this.dataType = dataType;
        this.bytes = bytes;
    }

    static ElementType parse(String name, String tensor) {
        for (ElementType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new WeightsException("'" + tensor + "' has the element type " + name
                + ", which is not read. Convert it to F32, F16 or BF16.");
    }

    static ElementType of(NDArray array) {
        for (ElementType type : values()) {
            if (type.dataType == array.getDataType()) {
                return type;
            }
        }
        throw new IllegalArgumentException("arrays of " + array.getDataType() + " are not written");
    }

    /** The type of the arrays that {@link SafeTensors#read} makes: 16-bit floats become float32. */
    DataType readAs() {
        return this == F16 ? DataType.FLOAT32 : dataType;
    }

    /** Bytes of one element in a file. */
    int bytes() {
        return bytes;
    }

    /** Whether an array can lie on the file's own bytes. */
    boolean isPlain() {
        return this != F16 && this != BF16;
    }

    /** An array (n) on bytes of a file, or a converted copy of them. */
    NDArray decode(NDManager manager, ByteBuffer file, long count) {
        if (this != BF16) {
            return manager.create(file, new Shape(count), dataType);
        }
        ByteBuffer wide =
                ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES)).order(ByteOrder.nativeOrder());
        Bfloat16.decode(file.duplicate().order(file.order()), wide.asFloatBuffer());
        return manager.create(wide, new Shape(count), DataType.FLOAT32);
    }

    /** The bytes of an array (n) as a file holds them; valid as long as the array. */
    ByteBuffer encode(NDArray values) {
        if (this != BF16) {
            return HostMemory.read(values.toType(dataType, false));
        }
        FloatBuffer wide = HostMemory.readFloats(values);
        ByteBuffer narrow =
                ByteBuffer.allocate(wide.remaining() * Bfloat16.BYTES).order(ByteOrder.nativeOrder());
        Bfloat16.encode(wide, narrow);
        return narrow.flip();
    }
}
