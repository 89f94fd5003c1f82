package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.sparklavit.tensor.Ops;

/**
 * Cosine and sine of every position's angles, computed once and used by all blocks.
 *
 * @param cos (B, T, 1, headWidth / 2)
 * @param sin (B, T, 1, headWidth / 2)
 */
record RotaryAngles(NDArray cos, NDArray sin) {
    /** The angles of {@code positions} (B, T, int64). */
    static RotaryAngles of(NDArray positions, LlamaConfig config) {
        float[] frequencies = config.rope().frequencies(config.headWidth());
        NDArray steps = positions.toType(DataType.FLOAT32, false).expandDims(-1).expandDims(-1);
        NDArray angles = steps.mul(positions.getManager().create(frequencies, new Shape(1, 1, 1, frequencies.length)));
        return new RotaryAngles(angles.cos(), angles.sin());
    }

    /** Turns the heads of {@code x} (B, T, heads * headWidth). */
    NDArray rotate(NDArray x, int heads) {
        return Ops.rotate(x, cos, sin, heads);
    }
}
