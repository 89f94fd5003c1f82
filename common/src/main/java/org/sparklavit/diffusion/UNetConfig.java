package org.sparklavit.diffusion;

import java.io.Serializable;
import java.util.List;
import org.sparklavit.config.Setting;

/** The sizes of a {@link UNet}; each key names the field of diffusers' {@code config.json} that it stands for. */
public record UNetConfig(
        @Setting(
                help = "Channels of what is denoised: 4 for latents, 3 for pixels, times the square of their fold"
                        + " (out_channels).",
                range = ">= 1")
        int sampleChannels,

        @Setting(
                help = "Channels beside them in which the features of each patch lie over its place (in_channels -"
                        + " out_channels; arXiv 2112.10752, section 4.3.2). A small U-Net soon learns from them what"
                        + " belongs where; one that was trained before has none.",
                range = ">= 0",
                defaultsTo = "0")
        int overlayChannels,

        @Setting(help = "Its resolutions, the finest first.")
        List<UNetLevel> levels,

        @Setting(help = "Heads of the attention at the coarsest resolution.", range = ">= 1")
        int middleHeads,

        @Setting(help = "Residual blocks of a level on the way down (layers_per_block).", range = ">= 1")
        int blocksPerLevel,

        @Setting(help = "Width of the rows that condition it (cross_attention_dim).", range = ">= 1")
        int contextWidth,

        @Setting(help = "Groups of its normalisation (norm_num_groups).", defaultsTo = "32", range = ">= 1")
        int normGroups,

        @Setting(
                help = "Whether attention is entered through a linear layer or a 1 x 1 convolution"
                        + " (use_linear_projection); the same computation, but another shape in the file.",
                defaultsTo = "false")
        boolean linearProjection)
        implements Serializable {
    /** Checks that there are levels and that groups divide. */
    public UNetConfig {
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("'levels' is empty but a U-Net needs one. Name its channels and heads.");
        }
        for (UNetLevel level : levels) {
            if (level.channels() % normGroups != 0) {
                throw new IllegalArgumentException("'norm-groups' is set to " + normGroups
                        + " but must divide the channels of every level, and one has " + level.channels()
                        + ". Change one of them.");
            }
        }
        if (levels.get(levels.size() - 1).channels() % middleHeads != 0) {
            throw new IllegalArgumentException("'middle-heads' is set to " + middleHeads
                    + " but must divide the channels of the last level. Change one of them.");
        }
    }

    /** What a side of a sample must be a multiple of. */
    public int sideUnit() {
        return 1 << (levels.size() - 1);
    }

    /** The channels of the finest level. */
    int firstChannels() {
        return levels.get(0).channels();
    }

    /** The channels of the coarsest level. */
    int lastChannels() {
        return levels.get(levels.size() - 1).channels();
    }

    /** The width of what a block is told of the time. */
    int timeWidth() {
        return 4 * firstChannels();
    }
}
