package org.sparklavit.vision.training;

import java.io.Serializable;
import org.sparklavit.config.Setting;
import org.sparklavit.vision.MaskGradient;

/** The two stages of training and what each trains. */
public record RecipeConfig(
        @Setting(
                help = "Steps of the first stage, which trains selector, merger and decoder without quantisation; the"
                        + " codebook starts after it.",
                unit = "steps",
                range = ">= 0")
        long continuousSteps,

        @Setting(
                help = "Whether the selector goes on learning in the quantised stage; false allows its cheaper packed"
                        + " form.",
                defaultsTo = "false")
        boolean trainSelector,

        @Setting(
                help = "Scale that the Gumbel noise of the selection falls to before the first stage ends. 0 ends with"
                        + " the arg-max, which is what tokenising does; 1 samples to the end, as the paper does.",
                range = "[0, 1]",
                defaultsTo = "0.3")
        double finalNoise,

        @Setting(
                help = "What the mask learns about a patch: bounded is the effect of adding it whole, exact the"
                        + " derivative, as in the official code, which has no bounds.",
                defaultsTo = "bounded")
        MaskGradient maskGradient,

        @Setting(help = "The loss.", defaultsTo = "{}") ObjectiveConfig objective,
        @Setting(help = "The codebook.", defaultsTo = "{}") CodebookConfig codebook)
        implements Serializable {

    /** Whether {@code step} (from 1) quantises. */
    public boolean quantises(long step) {
        return step > continuousSteps;
    }

    /** The scale of the selection's noise in {@code step}; a selector that stands still has nothing to try out. */
    public double noiseAt(long step) {
        if (quantises(step) && !trainSelector) {
            return 0;
        }
        return 1 - (1 - finalNoise) * progress(step, 0.6, 0.9);
    }

    /** The share of patches that {@code step} should keep: all at first, rho from the middle of the first stage. */
    public double keepRatioAt(long step) {
        return 1 - (1 - objective.keepRatio()) * progress(step, 0.2, 0.6);
    }

    /** How far {@code step} is between two points of the first stage, in [0, 1]. */
    private double progress(long step, double from, double to) {
        double now = (double) (step - 1) / Math.max(1, continuousSteps);
        return Math.min(1, Math.max(0, (now - from) / (to - from)));
    }
}
