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

    /** These values. */
    static Init values(float... values) {
        return new Values(values.clone());
    }

    /** Normal with the given deviation, cut at two deviations: the usual start of transformer weights. */
    static Init truncatedNormal(double deviation) {
        return new TruncatedNormal(deviation);
    }

    /**
     * Rows that say where in a square grid they are, as sines and cosines of line and column (arXiv 2205.01580).
     *
     * @param grid lines, and columns, of the grid
     * @param width of a row; a rest beyond a multiple of four stays zero
     * @param before rows of zeros before the first (a class token)
     * @param size of the largest element
     */
    static Init places(int grid, int width, int before, double size) {
        return new Places(grid, width, before, size);
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

    /** See {@link #values}. */
    record Values(float[] elements) implements Init {
        @Override
        public void fill(FloatBuffer values, String name, long seed) {
            values.duplicate().put(elements);
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

    /** See {@link #places}. */
    record Places(int grid, int width, int before, double size) implements Init {
        private static final double LONGEST = 10_000;

        @Override
        public void fill(FloatBuffer values, String name, long seed) {
            int quarter = width / 4;
            for (int place = 0; place < grid * grid; place++) {
                int row = (before + place) * width;
                int line = place / grid;
                int column = place % grid;
                for (int i = 0; i < quarter; i++) {
                    double frequency = Math.pow(LONGEST, -(double) i / quarter);
                    double across = column * frequency;
                    double down = line * frequency;
                    values.put(row + i, (float) (size * Math.sin(across)));
                    values.put(row + quarter + i, (float) (size * Math.cos(across)));
                    values.put(row + 2 * quarter + i, (float) (size * Math.sin(down)));
                    values.put(row + 3 * quarter + i, (float) (size * Math.cos(down)));
                }
            }
        }
    }
}
