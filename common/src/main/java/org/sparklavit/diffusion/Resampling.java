package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.sparklavit.nn.Conv2d;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Parameters;

/** From the grid of one resolution to that of the next, under diffusers' names. */
final class Resampling {
    private Resampling() {}

    /** Where there is no next one. */
    static UnaryOperator<NDArray> none() {
        return x -> x;
    }

    /** Half the side; the U-Net pads all around. */
    static UnaryOperator<NDArray> halving(Parameters level, int channels) {
        return Conv2d.halving(conv(level, "downsamplers"), channels, 1)::forward;
    }

    /** Half the side; the autoencoder pads to the right and below. */
    static UnaryOperator<NDArray> halvingPaddedRightBelow(Parameters level, int channels) {
        Conv2d conv = Conv2d.halving(conv(level, "downsamplers"), channels, 0);
        return x -> conv.forward(ImageOps.padRightBelow(x));
    }

    /** Twice the side. */
    static UnaryOperator<NDArray> doubling(Parameters level, int channels) {
        Conv2d conv = Conv2d.threeByThree(conv(level, "upsamplers"), channels, channels);
        return x -> conv.forward(ImageOps.twiceAsLarge(x));
    }

    private static Parameters conv(Parameters level, String name) {
        return level.scope(name, 0).scope("conv");
    }
}
