package org.sparklavit.vision.training;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** How the codebook starts and moves. */
public record CodebookConfig(
        @Setting(help = "Where codes start: k-means over features, or random directions.", defaultsTo = "k-means")
        Start start,

        @Setting(help = "Features that k-means sees for each code.", range = ">= 1", defaultsTo = "32")
        int featuresPerCode,

        @Setting(help = "Rounds of k-means.", range = ">= 1", defaultsTo = "10")
        int kMeansRounds,

        @Setting(
                help =
                        "What moves the codes: ema, the moving averages of their features, or gradient, that of the squared"
                                + " distance from them.",
                defaultsTo = "ema")
        Update update,

        @Setting(help = "Decay of the moving averages.", range = "[0, 1)", defaultsTo = "0.99")
        double decay,

        @Setting(
                help = "A code that no feature chose for so many steps is dead; usage is counted over the same window.",
                unit = "steps",
                range = ">= 1",
                defaultsTo = "100")
        int windowSteps,

        @Setting(help = "Whether dead codes start again at features that are served badly.", defaultsTo = "true")
        boolean revive)
        implements Serializable {

    /** Where codes start. */
    public enum Start {
        /** Centres of clusters of the features that reach the codebook. */
        K_MEANS,
        /** Random directions. */
        RANDOM
    }

    /** What moves codes. */
    public enum Update {
        /** Exponential moving averages of the features that choose them, over all ranks. */
        EMA,
        /** The optimiser, by the gradient of the codebook loss (VQ-VAE, arXiv 1711.00937). */
        GRADIENT
    }
}
