package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import java.util.Arrays;
import org.sparklavit.config.Setting;
import org.sparklavit.tensor.ImageOps;

/**
 * How a sample drowns in noise, step by step (arXiv 2006.11239): {@code z_t = sqrt(a_t) z + sqrt(1 - a_t) noise}, with
 * a_t the product of {@code 1 - beta} up to t. The square roots of beta grow evenly, as in Stable Diffusion.
 */
public record NoiseSchedule(
        @Setting(help = "Steps from a sample to noise (num_train_timesteps).", defaultsTo = "1000", range = ">= 2")
        int steps,

        @Setting(help = "Beta of the first step (beta_start).", defaultsTo = "0.00085", range = "(0, 1)")
        double betaStart,

        @Setting(help = "Beta of the last step (beta_end).", defaultsTo = "0.012", range = "(0, 1)")
        double betaEnd,

        @Setting(
                help = "What the U-Net says of a noisy sample (prediction_type): epsilon is the noise, as in Stable"
                        + " Diffusion 1.x; v-prediction learns colours and places sooner; sample is the clean sample,"
                        + " for folded pixels.",
                defaultsTo = "epsilon")
        Prediction prediction)
        implements Serializable {

    /** That of Stable Diffusion 1.5. */
    public static NoiseSchedule ofStableDiffusion() {
        return new NoiseSchedule(1000, 0.00085, 0.012, Prediction.EPSILON);
    }

    /** a_t, the share of the sample's variance that is left at each step. */
    public double[] kept() {
        double[] kept = new double[steps];
        double product = 1;
        for (int t = 0; t < steps; t++) {
            double root = Math.sqrt(betaStart) + (Math.sqrt(betaEnd) - Math.sqrt(betaStart)) * t / (steps - 1);
            product *= 1 - root * root;
            kept[t] = product;
        }
        return kept;
    }

    /** Samples (B, C, H, W) under noise of the same shape, each at its own step. */
    public NDArray addNoise(NDArray samples, NDArray noise, int[] timesteps) {
        double[] kept = keptAt(timesteps);
        float[] signal = new float[timesteps.length];
        float[] noisy = new float[timesteps.length];
        for (int b = 0; b < timesteps.length; b++) {
            signal[b] = (float) Math.sqrt(kept[b]);
            noisy[b] = (float) Math.sqrt(1 - kept[b]);
        }
        NDManager manager = samples.getManager();
        Shape shape = new Shape(timesteps.length);
        return ImageOps.weightedSum(samples, manager.create(signal, shape), noise, manager.create(noisy, shape));
    }

    /** What a U-Net should say of {@link #addNoise}, (B, C, H, W). */
    public NDArray target(NDArray samples, NDArray noise, int[] timesteps) {
        return prediction.target(samples, noise, keptAt(timesteps));
    }

    /** How much the squared error of each image counts, (B). */
    public float[] weights(int[] timesteps) {
        double[] kept = keptAt(timesteps);
        float[] weights = new float[kept.length];
        for (int b = 0; b < kept.length; b++) {
            weights[b] = (float) prediction.weight(kept[b]);
        }
        return weights;
    }

    private double[] keptAt(int[] timesteps) {
        double[] kept = kept();
        return Arrays.stream(timesteps).mapToDouble(t -> kept[t]).toArray();
    }
}
