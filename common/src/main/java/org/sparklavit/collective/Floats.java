package org.sparklavit.collective;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The buffers collectives work on: direct, native byte order, float32 between position and limit. They are byte
 * buffers because a socket can send those without a copy, while a {@link FloatBuffer} view hides its bytes.
 */
public final class Floats {

    private Floats() {}

    /** A new buffer of n zeros. */
    public static ByteBuffer allocate(int n) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(n, Float.BYTES)).order(ByteOrder.nativeOrder());
    }

    /** A new buffer with these values. */
    public static ByteBuffer of(float... values) {
        ByteBuffer buffer = allocate(values.length);
        buffer.asFloatBuffer().put(values);
        return buffer;
    }

    /**
     * The floats between position and limit, sharing the buffer's memory.
     *
     * @throws IllegalArgumentException if the buffer is not direct, not in native order or not of whole floats
     */
    public static FloatBuffer view(ByteBuffer buffer) {
        if (!buffer.isDirect() || buffer.order() != ByteOrder.nativeOrder() || buffer.remaining() % Float.BYTES != 0) {
            throw new IllegalArgumentException(
                    "a buffer of floats must be direct, in native byte order and hold whole floats, but was direct="
                            + buffer.isDirect() + ", order=" + buffer.order() + ", bytes=" + buffer.remaining());
        }
        return buffer.asFloatBuffer();
    }

    /** A copy of the floats between position and limit. */
    public static float[] toArray(ByteBuffer buffer) {
        FloatBuffer view = view(buffer);
        float[] values = new float[view.remaining()];
        view.get(values);
        return values;
    }
}
