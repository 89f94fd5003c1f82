package org.sparklavit.train;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** AdamW (arXiv 1711.05101) with linear warm-up and cosine decay. */
public record OptimizerConfig(
        @Setting(help = "Learning rate after warm-up.", range = "> 0")
        double learningRate,

        @Setting(
                help = "Learning rate at the last step, as a share of learning-rate.",
                range = "[0, 1]",
                defaultsTo = "0.1")
        double minLearningRateRatio,

        @Setting(
                help = "Steps over which the learning rate rises from zero.",
                unit = "steps",
                range = ">= 0",
                defaultsTo = "0")
        long warmupSteps,

        @Setting(
                help = "Weight decay of matrices; biases, norms and positions have none.",
                range = ">= 0",
                defaultsTo = "0.05")
        double weightDecay,

        @Setting(help = "Decay of the first moment.", range = "[0, 1)", defaultsTo = "0.9")
        double beta1,

        @Setting(help = "Decay of the second moment.", range = "[0, 1)", defaultsTo = "0.95")
        double beta2,

        @Setting(help = "Added to the root of the second moment.", range = "> 0", defaultsTo = "1e-8")
        double epsilon,

        @Setting(
                help = "Largest norm of the gradient over all parameters; larger ones are scaled down.",
                range = "> 0",
                defaultsTo = "1.0")
        double clipNorm)
        implements Serializable {

    /** The learning rate of {@code step} (from 1) in a run of {@code steps}. */
    public double learningRateAt(long step, long steps) {
        if (step <= warmupSteps) {
            return learningRate * step / warmupSteps;
        }
        double progress = Math.min(1, (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps));
        double cosine = 0.5 * (1 + Math.cos(Math.PI * progress));
        return learningRate * (minLearningRateRatio + (1 - minLearningRateRatio) * cosine);
    }
}
