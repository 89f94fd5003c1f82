package org.sparklavit.data.stream;

import java.io.Serializable;
import java.util.List;

/**
 * Which source each draw of a lane takes its sample from: a pure function of (seed, lane, draw), in the long run
 * proportional to the weights.
 *
 * @param weights one for each source, above 0; they need not add up to 1
 */
public record Mixture(List<Double> weights, long seed) implements Serializable {
    private static final double UNIT = 0x1.0p-53;
    private static final int UNUSED_BITS = 11;

    /** Checks the weights. */
    public Mixture {
        weights = List.copyOf(weights);
        if (weights.isEmpty() || weights.stream().anyMatch(w -> !(w > 0))) {
            throw new IllegalArgumentException("weights must be above 0: " + weights);
        }
    }

    /** The number of the source of {@code draw}. */
    public int source(int lane, long draw) {
        double total = weights.stream().mapToDouble(Double::doubleValue).sum();
        double point = (mix(mix(mix(seed) ^ lane) ^ draw) >>> UNUSED_BITS) * UNIT * total;
        int source = 0;
        while (source < weights.size() - 1 && point >= weights.get(source)) {
            point -= weights.get(source++);
        }
        return source;
    }

    /** The finaliser of SplitMix64: neighbouring inputs give unrelated outputs. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
