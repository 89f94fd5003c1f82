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
                help = "Scale that the Gumbel noise of the selection falls to over the second half of the first stage."
                        + " 0 ends with the arg-max, which is what tokenising does; 1 samples to the end, as the paper"
                        + " does.",
                range = "[0, 1]",
                defaultsTo = "0")
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

    /** The scale of the selection's noise in {@code step}. */
    public double noiseAt(long step) {
        double progress = (double) (step - 1) / Math.max(1, continuousSteps);
        double fall = Math.min(1, Math.max(0, 4 * progress - 1));
        return 1 - fall * (1 - finalNoise);
    }
}
