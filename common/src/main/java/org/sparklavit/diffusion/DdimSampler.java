package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.sparklavit.tensor.Ops;

/**
 * From noise to a sample in a few steps, without fresh noise (DDIM, arXiv 2010.02502, eta = 0), as diffusers'
 * {@code DDIMScheduler} with Stable Diffusion's "leading" spacing and {@code steps_offset = 1}.
 */
public final class DdimSampler {
    private final Prediction prediction;
    private final double[] kept;
    private final int stride;
    private final int steps;
    private final boolean isBounded;

    /** What looks at a sample of the step {@code timestep} and says what the schedule's {@link Prediction} asks for. */
    @FunctionalInterface
    public interface Denoiser {
        /** (B, C, H, W) to (B, C, H, W). */
        NDArray predict(NDArray sample, int timestep);
    }

    /**
     * A sampler that takes {@code steps} of the schedule's steps.
     *
     * @param isBounded whether samples are pixels, which lie in [-1, 1] and end without noise ({@code clip_sample} and
     *     {@code set_alpha_to_one}); latents are not and keep the little noise of step 0, as Stable Diffusion does it
     */
    public DdimSampler(NoiseSchedule schedule, int steps, boolean isBounded) {
        if (steps < 1 || steps >= schedule.steps()) {
            throw new IllegalArgumentException(
                    "a sampler of " + steps + " steps cannot walk a schedule of " + schedule.steps());
        }
        prediction = schedule.prediction();
        kept = schedule.kept();
        stride = schedule.steps() / steps;
        this.steps = steps;
        this.isBounded = isBounded;
    }

    /** The steps that it stops at, the noisiest first. */
    public int[] timesteps() {
        int[] timesteps = new int[steps];
        for (int i = 0; i < steps; i++) {
            timesteps[i] = (steps - 1 - i) * stride + 1;
        }
        return timesteps;
    }

    /** Takes all the noise out of {@code noise} (B, C, H, W); the result belongs to its manager, all else is freed. */
    public NDArray sample(NDArray noise, Denoiser denoiser) {
        NDManager owner = noise.getManager();
        NDArray sample = noise;
        for (int timestep : timesteps()) {
            try (NDManager scratch = owner.newSubManager()) {
                NDArray now = Ops.detach(scratch, sample);
                NDArray next = step(now, denoiser.predict(now, timestep), timestep);
                next.attach(owner);
                if (sample != noise) {
                    sample.close();
                }
                sample = next;
            }
        }
        return sample;
    }

    /** The sample one stop further, given what was predicted of it. */
    NDArray step(NDArray sample, NDArray predicted, int timestep) {
        double now = kept[timestep];
        double then = keptAt(timestep - stride);
        NDArray clean = prediction.clean(sample, predicted, now);
        NDArray noise = prediction.noise(sample, predicted, now);
        NDArray bounded = isBounded ? clean.clip(-1, 1) : clean;
        return Ops.scale(bounded, Math.sqrt(then)).add(Ops.scale(noise, Math.sqrt(1 - then)));
    }

    private double keptAt(int timestep) {
        if (timestep >= 0) {
            return kept[timestep];
        }
        return isBounded ? 1 : kept[0];
    }
}
