package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Normal noise in the shape of samples, each a function of seeds alone: no batch, rank or thread changes it. */
public final class SampleNoise {
    private final Shape sample;
    private final long seed;

    /** Noise for samples of the shape (C, H, W). */
    public SampleNoise(Shape sample, long seed) {
        this.sample = sample;
        this.seed = seed;
    }

    /** What the pictures with these numbers begin with: (numbers, C, H, W). */
    NDArray ofPictures(NDManager manager, long[] numbers) {
        long mixed = new SplittableRandom(seed).nextLong();
        // Mixed once more: seeds at a distance of the generator's own step would give one stream, shifted.
        SplittableRandom[] sources = LongStream.of(numbers)
                .map(number -> new SplittableRandom(mixed ^ number).nextLong())
                .mapToObj(SplittableRandom::new)
                .toArray(SplittableRandom[]::new);
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
