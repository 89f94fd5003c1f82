package org.sparklavit.tensor;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/** How a parameter starts. Each value is a pure function of (seed, name, index), whatever else the model holds. */
public sealed interface Init {
    /** Writes the initial values of the parameter {@code name} into {@code values}. */
    void fill(FloatBuffer values, String name, long seed);

    /** Every element the same: 0 for biases, 1 for norms. */
    static Init constant(float value) {
        return new Constant(value);
    }

    /** Normal with the given deviation, cut at two deviations: the usual start of transformer weights. */
    static Init truncatedNormal(double deviation) {
        return new TruncatedNormal(deviation);
    }

    /** See {@link #constant}. */
    record Constant(float value) implements Init {
        @Override
        public void fill(FloatBuffer values, String name, long seed) {
            for (int i = 0; i < values.capacity(); i++) {
                values.put(i, value);
            }
        }
    }

    /** See {@link #truncatedNormal}. */
    record TruncatedNormal(double deviation) implements Init {
        private static final double CUT = 2;

        @Override
        public void fill(FloatBuffer values, String name, long seed) {
            SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + name.hashCode());
            for (int i = 0; i < values.capacity(); i++) {
                double draw = random.nextGaussian();
                while (Math.abs(draw) > CUT) {
                    draw = random.nextGaussian();
                }
                values.put(i, (float) (draw * deviation));
            }
        }
    }
}
