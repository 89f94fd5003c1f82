package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/** Normal noise in the shape of samples, each a function of seeds alone: no batch, rank or thread changes it. */
public final class SampleNoise {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final Shape sample;
    private final long seed;

    /** Noise for samples of the shape (C, H, W). */
    public SampleNoise(Shape sample, long seed) {
        this.sample = sample;
        this.seed = seed;
    }

    /** What the pictures with these numbers begin with: (numbers, C, H, W). */
    NDArray ofPictures(NDManager manager, long[] numbers) {
        SplittableRandom[] sources = new SplittableRandom[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            long mixed = new SplittableRandom(seed).nextLong();
            sources[i] = new SplittableRandom(mixed + numbers[i] * GOLDEN_GAMMA);
        }
        return of(manager, sources);
    }

    /** The next draws of each source: (sources, C, H, W). */
    public NDArray of(NDManager manager, SplittableRandom[] sources) {
        int size = Math.toIntExact(sample.size());
        float[] noise = new float[sources.length * size];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) sources[i / size].nextGaussian();
        }
        return manager.create(noise, new Shape(sources.length).addAll(sample));
    }
}
