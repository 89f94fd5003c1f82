package org.sparklavit.data.scene;

import java.util.List;

/**
 * Numbers that depend on (seed, index, stream) alone: the same on every machine, Java version and order of calls between
 * scenes. The generator is SplitMix64 (Steele, Lea and Flood 2014).
 */
final class SceneRandom {
    /** What the numbers are for; a change in one use leaves the others as they were. */
    enum Stream {
        LAYOUT(1),
        CLUTTER(2),
        CAPTION(3),
        TEXT(4);

        private final long salt;

        Stream(long salt) {
            this.salt = salt;
        }
    }

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    SceneRandom(long seed, long index, Stream stream) {
        this.state = mix(mix(mix(seed) + index) + stream.salt);
    }

    private static long mix(long value) {
        long z = value + GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private long next() {
        long value = mix(state);
        state += GOLDEN_GAMMA;
        return value;
    }

    /** Uniform in [0, 1). */
    double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [low, high). */
    double between(double low, double high) {
        return low + (high - low) * unit();
    }

    /** Uniform in 0 .. bound - 1; the bias for the small bounds used here is below 2^-40. */
    int below(int bound) {
        return (int) (unit() * bound);
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    <T> T pick(List<T> values) {
        return values.get(below(values.size()));
    }

    <T> T pick(T[] values) {
        return values[below(values.length)];
    }
}
