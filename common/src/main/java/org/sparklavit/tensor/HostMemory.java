package org.sparklavit.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.TensorMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;

/**
 * The bytes of contiguous arrays of at most 2 GiB, for files and collectives. On the CPU they are the array's own memory;
 * for an array on a GPU they are a copy, which goes back where it was changed.
 */
public final class HostMemory {
    private HostMemory() {}

    /** The bytes of {@code array} in native order, for reading; they must not outlive the array. */
    public static ByteBuffer read(NDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }

    /** Lets {@code change} write to the bytes of {@code array}, in native order. */
    public static void change(NDArray array, Consumer<ByteBuffer> change) {
        if (array.getDevice().equals(Device.cpu())) {
            change.accept(read(array));
            return;
        }
        try (NDArray copy = array.toDevice(Device.cpu(), true)) {
            change.accept(read(copy));
            FlatUpdates.copy(array, copy);
        }
    }

    /** The same for float32. */
    public static void changeFloats(NDArray array, Consumer<FloatBuffer> change) {
        requireFloats(array);
        change(array, bytes -> change.accept(bytes.asFloatBuffer()));
    }

    /** The elements of a float32 array, for reading. */
    static FloatBuffer readFloats(NDArray array) {
        requireFloats(array);
        return read(array).asFloatBuffer();
    }

    /**
     * The memory of {@code array} where it lies. If that is a GPU, the buffer is an address for a library that computes
     * there: Java must not touch what it holds.
     */
    public static ByteBuffer inPlace(NDArray array) {
        return TensorMemory.of((PtNDArray) array).order(ByteOrder.nativeOrder());
    }

    private static void requireFloats(NDArray array) {
        if (array.getDataType() != DataType.FLOAT32) {
            throw new IllegalArgumentException("a float view needs float32, not " + array.getDataType());
        }
    }
}
