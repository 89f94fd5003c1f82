package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** In-place arithmetic on flat float32 arrays: what an optimiser does. Nothing here is recorded for gradients. */
public final class FlatUpdates {
    private FlatUpdates() {}

    /**
     * The numbers of one AdamW update.
     *
     * @param gradientFactor what gradients are multiplied by first
     */
    public record AdamW(
            double learningRate, double beta1, double beta2, double epsilon, double decay, double gradientFactor) {}

    /** Elements [start, start + size) of {@code flat} as a live view that belongs to {@code manager}. */
    public static NDArray slice(NDManager manager, NDArray flat, long start, long size) {
        return OpLibrary.call(manager, "slice_of", flat, start, size);
    }

    /** Sets every element. */
    public static void fill(NDArray flat, double value) {
        OpLibrary.effect("fill_in_place", flat, value);
    }

    /** Copies {@code source}, converting its type, into {@code destination} of the same shape. */
    public static void copy(NDArray destination, NDArray source) {
        OpLibrary.effect("copy_into", destination, source);
    }

    /** Moves each of {@code averages} towards the array of {@code values} at its place by {@code share} of the way. */
    public static void approach(List<NDArray> averages, List<NDArray> values, double share) {
        OpLibrary.effect("approach_in_place", averages, values, share);
    }

    /** The sum of squares, off by a millionth at most. */
    public static double squaredNorm(NDArray flat) {
        try (NDArray norm = OpLibrary.call(flat, "squared_norm", flat)) {
            return HostMemory.number(norm);
        }
    }

    /** One fused AdamW update (arXiv 1711.05101); {@code steps} is a scalar that counts up. */
    public static void adamW(
            NDArray values, NDArray gradients, NDArray moment1, NDArray moment2, NDArray steps, AdamW numbers) {
        if (values.size() == 0) {
            return;
        }
        try (NDArray scale = values.getManager().create((float) (1 / numbers.gradientFactor()))) {
            OpLibrary.effect(
                    "adamw_in_place",
                    List.of(values),
                    List.of(gradients),
                    List.of(moment1),
                    List.of(moment2),
                    List.of(steps),
                    scale,
                    numbers.learningRate(),
                    numbers.beta1(),
                    numbers.beta2(),
                    numbers.epsilon(),
                    numbers.decay());
        }
    }
}
