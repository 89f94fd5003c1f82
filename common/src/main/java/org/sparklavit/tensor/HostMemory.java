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
import java.util.function.Function;

/**
 * What contiguous arrays of at most 2 GiB hold, for files, collectives and Java. On the CPU that is the array's own memory;
 * for an array on a GPU it is a copy, which goes back where it was changed.
 *
 * <p>DJL's own {@code toFloatArray}, {@code getFloat} and their like leave such a copy behind in the array's manager until
 * that is closed. They will do for arrays of one step, not for those that live as long as the training.
 */
public final class HostMemory {
    private HostMemory() {}

    /** The bytes of {@code array} in native order, for reading, as long as its manager is open. */
    public static ByteBuffer read(NDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }

    /** Lets {@code look} see the bytes of {@code array} in native order; nothing of them stays. */
    public static void look(NDArray array, Consumer<ByteBuffer> look) {
        onCpu(array, there -> {
            look.accept(read(there));
            return null;
        });
    }

    /** The elements of a float32 array; nothing else of them stays. */
    public static float[] floats(NDArray array) {
        return onCpu(array, NDArray::toFloatArray);
    }

    /** The one element of a float32 or float64 array; nothing else of it stays. */
    public static double number(NDArray array) {
        return onCpu(array, there -> there.toArray()[0].doubleValue());
    }

    /** Lets {@code change} write to the bytes of {@code array}, in native order. */
    public static void change(NDArray array, Consumer<ByteBuffer> change) {
        onCpu(array, there -> {
            change.accept(read(there));
            if (there != array) {
                FlatUpdates.copy(array, there);
            }
            return null;
        });
    }

    private static <T> T onCpu(NDArray array, Function<NDArray, T> use) {
        if (array.getDevice().equals(Device.cpu())) {
            return use.apply(array);
        }
        try (NDArray copy = array.toDevice(Device.cpu(), true)) {
            return use.apply(copy);
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
