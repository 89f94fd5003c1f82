package org.sparklavit.diffusion;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** One resolution of a {@link UNet}; each next one has half the side. */
public record UNetLevel(
        @Setting(help = "Channels (block_out_channels).", range = ">= 1")
        int channels,

        @Setting(help = "Heads of its attention (num_attention_heads); 0 for a level without.", range = ">= 0")
        int heads)
        implements Serializable {
    /** Checks that heads divide. */
    public UNetLevel {
        if (heads > 0 && channels % heads != 0) {
            throw new IllegalArgumentException("'heads' is set to " + heads + " but must divide 'channels' = "
                    + channels + ". Change one of them.");
        }
    }

    boolean attends() {
        return heads > 0;
    }
}
