package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Java's view of an array's own memory, for collectives and files. */
public final class FloatViews {
    private FloatViews() {}

    /**
     * The live memory of a contiguous float32 CPU array of at most 2 GiB: writing to it changes the array. The view
     * must not outlive the array.
     */
    public static FloatBuffer of(NDArray array) {
        if (array.getDataType() != DataType.FLOAT32) {
            throw new IllegalArgumentException("a float view needs float32, not " + array.getDataType());
        }
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
