package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.Ops;

/**
 * From noise to a sample in a few steps, without fresh noise (DDIM, arXiv 2010.02502, eta = 0), as diffusers'
 * {@code DDIMScheduler} with Stable Diffusion's settings ({@code steps_offset = 1, set_alpha_to_one = false},
 * "leading" spacing, no clipping).
 */
public final class DdimSampler {
    private final double[] kept;
    private final int stride;
    private final int steps;

    /** What predicts the noise in a sample of the step {@code timestep}. */
    @FunctionalInterface
    public interface Denoiser {
        /** (B, C, H, W) to (B, C, H, W). */
        NDArray noise(NDArray sample, int timestep);
    }

    /** A sampler that takes {@code steps} of the schedule's steps. */
    public DdimSampler(NoiseSchedule schedule, int steps) {
        if (steps < 1 || steps >= schedule.steps()) {
            throw new IllegalArgumentException(
                    "a sampler of " + steps + " steps cannot walk a schedule of " + schedule.steps());
        }
        kept = schedule.kept();
        stride = schedule.steps() / steps;
        this.steps = steps;
    }

    /** The steps that it stops at, the noisiest first. */
    public int[] timesteps() {
        int[] timesteps = new int[steps];
        for (int i = 0; i < steps; i++) {
            timesteps[i] = (steps - 1 - i) * stride + 1;
        }
        return timesteps;
    }

    /** Takes all the noise out of {@code noise} (B, C, H, W). */
    public NDArray sample(NDArray noise, Denoiser denoiser) {
        NDArray sample = noise;
        for (int timestep : timesteps()) {
            sample = step(sample, denoiser.noise(sample, timestep), timestep);
        }
        return sample;
    }

    /** The sample one stop further, given the noise in it. */
    NDArray step(NDArray sample, NDArray noise, int timestep) {
        int next = timestep - stride;
        double now = kept[timestep];
        double then = next >= 0 ? kept[next] : kept[0];
        NDArray clean = Ops.scale(sample.sub(Ops.scale(noise, Math.sqrt(1 - now))), 1 / Math.sqrt(now));
        return Ops.scale(clean, Math.sqrt(then)).add(Ops.scale(noise, Math.sqrt(1 - then)));
    }
}
