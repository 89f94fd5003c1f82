package org.sparklavit.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * The upper half of a float32 (arXiv 1905.12322): its range, with 8 bits of precision. Of weights in files, and of the
 * features in token dumps; in Java, because DJL aborts the JVM when it makes such an array.
 */
public final class Bfloat16 {
    /** Of one number. */
    public static final int BYTES = Short.BYTES;

    private static final int DROPPED_BITS = Float.SIZE - Short.SIZE;
    private static final int JUST_BELOW_HALF = (1 << (DROPPED_BITS - 1)) - 1;

    private Bfloat16() {}

    /** The bits of the number nearest to {@code value}, ties to even; a NaN stays one. */
    public static short of(float value) {
        int bits = Float.floatToIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> DROPPED_BITS);
        }
        int last = (bits >>> DROPPED_BITS) & 1;
        return (short) ((bits + JUST_BELOW_HALF + last) >>> DROPPED_BITS);
    }

    /** The number with these bits, exactly. */
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << DROPPED_BITS);
    }

    /** Fills {@code to} with the next numbers of {@code from}, rounded. */
    public static void encode(FloatBuffer from, ByteBuffer to) {
        while (to.hasRemaining()) {
            to.putShort(of(from.get()));
        }
    }

    /** Fills {@code to} with the next numbers of {@code from}. */
    public static void decode(ByteBuffer from, FloatBuffer to) {
        while (to.hasRemaining()) {
            to.put(toFloat(from.getShort()));
        }
    }
}
