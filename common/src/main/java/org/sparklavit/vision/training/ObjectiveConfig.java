package org.sparklavit.vision.training;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** The terms of {@link TokenizerObjective}; the defaults are the paper's. */
public record ObjectiveConfig(
        @Setting(
                help = "Share rho of the patches that should be kept on average.",
                range = "(0, 1]",
                defaultsTo = "0.33333333")
        double keepRatio,

        @Setting(help = "Weight lambda of (rho - kept share)^2.", range = ">= 0", defaultsTo = "2")
        double rateWeight,

        @Setting(
                help = "What the kept share is averaged over: batch lets images differ in length, image pulls each one"
                        + " to the same.",
                defaultsTo = "batch")
        RateOver rateOver,

        @Setting(
                help = "Weight beta of the distance between a projected feature and its code.",
                range = ">= 0",
                defaultsTo = "1")
        double commitmentWeight)
        implements Serializable {

    /** What the kept share is averaged over. */
    public enum RateOver {
        /** All images that all ranks compute at once. */
        BATCH,
        /** Each image by itself. */
        IMAGE
    }
}
