package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Parameters;

/** Tells the blocks how noisy a sample is: cosines and sines of its step, through two layers. */
final class TimeEmbedding {
    private static final double LONGEST = 10_000;

    private final int waves;
    private final Linear linear1;
    private final Linear linear2;

    /** Declares {@code linear_1} and {@code linear_2}. */
    TimeEmbedding(Parameters scope, UNetConfig config) {
        waves = config.firstChannels() / 2;
        linear1 = Linear.withBias(scope.scope("linear_1"), config.firstChannels(), config.timeWidth());
        linear2 = Linear.withBias(scope.scope("linear_2"), config.timeWidth(), config.timeWidth());
    }

    /** One row (B, 4 C) for the step of each image. */
    NDArray forward(NDManager manager, int[] timesteps) {
        NDArray hidden = linear1.forward(sinusoids(manager, timesteps));
        return linear2.forward(ImageOps.silu(hidden));
    }

    /** (B, C), cosines first: diffusers' {@code flip_sin_to_cos = true, freq_shift = 0}. */
    private NDArray sinusoids(NDManager manager, int[] timesteps) {
        float[] rows = new float[timesteps.length * 2 * waves];
        for (int b = 0; b < timesteps.length; b++) {
            for (int i = 0; i < waves; i++) {
                double angle = timesteps[b] * Math.exp(-Math.log(LONGEST) * i / waves);
                rows[b * 2 * waves + i] = (float) Math.cos(angle);
                rows[b * 2 * waves + waves + i] = (float) Math.sin(angle);
            }
        }
        return manager.create(rows, new Shape(timesteps.length, 2L * waves));
    }
}
