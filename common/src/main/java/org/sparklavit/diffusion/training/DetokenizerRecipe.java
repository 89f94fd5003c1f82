package org.sparklavit.diffusion.training;

import java.io.IOException;
import java.io.Serializable;
import org.sparklavit.config.Setting;
import org.sparklavit.data.io.Storage;
import org.sparklavit.diffusion.SpaceConfig;
import org.sparklavit.diffusion.UNetSource;

/** What a detokenizer is and how it learns. */
public record DetokenizerRecipe(
        @Setting(help = "In what pictures are drawn.") SpaceConfig space,

        @Setting(help = "Where the U-Net begins.") UNetSource unet,

        @Setting(
                help = "Share of the samples that are learned without their tokens, for guidance.",
                range = "[0, 1)",
                defaultsTo = "0.1")
        double dropCondition,

        @Setting(
                help =
                        "How much of the averaged weights a step leaves as it was; they are what is evaluated and written."
                                + " Early in a run it is lower, so that the first weights are soon forgotten.",
                range = "[0, 1)",
                defaultsTo = "0.9999")
        double averageDecay)
        implements Serializable {
    /** The same with absolute paths. */
    public DetokenizerRecipe qualified(Storage storage) throws IOException {
        return new DetokenizerRecipe(space.qualified(storage), unet.qualified(storage), dropCondition, averageDecay);
    }
}
