package org.sparklavit.diffusion;

import java.io.Serializable;
import java.util.List;
import org.sparklavit.config.Setting;

/** The sizes of an {@link Autoencoder}; each key names the field of diffusers' {@code config.json} it stands for. */
public record AutoencoderConfig(
        @Setting(help = "Channels of a latent (latent_channels).", defaultsTo = "4", range = ">= 1")
        int latentChannels,

        @Setting(help = "Channels of each resolution, the finest first (block_out_channels).")
        List<Integer> channels,

        @Setting(help = "Residual blocks of a resolution on the way down (layers_per_block).", range = ">= 1")
        int blocksPerLevel,

        @Setting(help = "Groups of its normalisation (norm_num_groups).", defaultsTo = "32", range = ">= 1")
        int normGroups,

        @Setting(
                help = "Latents are multiplied by it, so that their deviation is about one (scaling_factor).",
                defaultsTo = "0.18215",
                range = "> 0")
        double scaling)
        implements Serializable {
    /** Checks that there are resolutions and that groups divide. */
    public AutoencoderConfig {
        if (channels.isEmpty() || channels.stream().anyMatch(c -> c % normGroups != 0)) {
            throw new IllegalArgumentException("'channels' is set to " + channels
                    + " but must name at least one number, each a multiple of 'norm-groups' = " + normGroups
                    + ". Change one of them.");
        }
    }

    /** How many pixels one place of a latent stands for, along a side: 8 for Stable Diffusion. */
    public int reduction() {
        return 1 << (channels.size() - 1);
    }

    int coarsest() {
        return channels.get(channels.size() - 1);
    }
}
