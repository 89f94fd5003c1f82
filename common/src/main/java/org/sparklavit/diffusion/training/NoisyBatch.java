package org.sparklavit.diffusion.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.diffusion.NoiseSchedule;
import org.sparklavit.diffusion.SampleNoise;
import org.sparklavit.diffusion.SampleSpace;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.vision.GumbelNoise;

/**
 * Pictures under noise, each at a step of its own. All that is drawn is a function of seed, step and sample.
 *
 * @param noisy (B, C, H, W)
 * @param target what the model should say of it, (B, C, H, W)
 * @param timesteps how noisy each is
 * @param isKept 1 for pictures whose tokens are shown to the model, else 0
 */
record NoisyBatch(NDArray noisy, NDArray target, int[] timesteps, float[] isKept) {
    /** What stays the same over a run. */
    record Source(SampleSpace space, NoiseSchedule schedule, long seed) {}

    /** As training sees {@code batch} in {@code step}: timesteps at random, some tokens hidden. */
    static NoisyBatch drawn(NDManager manager, ImageBatch batch, Source source, long step, double dropped) {
        SplittableRandom[] random = random(batch, source.seed(), step);
        int[] timesteps = new int[random.length];
        float[] isKept = new float[random.length];
        for (int b = 0; b < random.length; b++) {
            timesteps[b] = random[b].nextInt(source.schedule().steps());
            isKept[b] = random[b].nextDouble() < dropped ? 0 : 1;
        }
        return of(manager, batch, source, random, timesteps, isKept);
    }

    /** As an evaluation sees it: every picture at {@code timestep}, with its tokens. */
    static NoisyBatch at(NDManager manager, ImageBatch batch, Source source, int timestep) {
        SplittableRandom[] random = random(batch, source.seed(), -timestep);
        int[] timesteps = new int[random.length];
        float[] isKept = new float[random.length];
        Arrays.fill(timesteps, timestep);
        Arrays.fill(isKept, 1);
        return of(manager, batch, source, random, timesteps, isKept);
    }

    /** Mixed once more: the generators of two steps are one stream, shifted by less than the length of this noise. */
    private static SplittableRandom[] random(ImageBatch batch, long seed, long step) {
        return batch.samples().stream()
                .mapToLong(sample -> GumbelNoise.random(seed, step, GumbelNoise.keyOf(sample.id()))
                        .nextLong())
                .mapToObj(SplittableRandom::new)
                .toArray(SplittableRandom[]::new);
    }

    private static NoisyBatch of(
            NDManager manager,
            ImageBatch batch,
            Source source,
            SplittableRandom[] random,
            int[] timesteps,
            float[] isKept) {
        try (Autograd still = Autograd.off();
                NDManager scratch = manager.newSubManager()) {
            SampleNoise draws = new SampleNoise(source.space().shape(), 0);
            NDArray noise = draws.of(scratch, random);
            NDArray ofEncoding = source.space().isDrawn() ? draws.of(scratch, random) : noise;
            NDArray clean = clean(scratch, batch, source.space(), ofEncoding);
            NDArray noisy = source.schedule().addNoise(clean, noise, timesteps);
            NDArray target = source.schedule().target(clean, noise, timesteps);
            noisy.attach(manager);
            target.attach(manager);
            return new NoisyBatch(noisy, target, timesteps, isKept);
        }
    }
    /** The samples of the pictures, from what is cached or from their pixels. */
    private static NDArray clean(NDManager manager, ImageBatch batch, SampleSpace space, NDArray noise) {
        if (!batch.latents().isEmpty()) {
            return StoredMoments.of(manager, batch.latents(), space.shape()).sample(noise);
        }
        float[] pixels = batch.views().get(1);
        long side = Math.round(Math.sqrt(pixels.length / (double) (batch.size() * RgbImage.CHANNELS)));
        return space.encode(manager.create(pixels, new Shape(batch.size(), RgbImage.CHANNELS, side, side)), noise);
    }
}
