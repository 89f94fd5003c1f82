package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.sparklavit.nn.Conv2d;
import org.sparklavit.nn.GroupNorm;
import org.sparklavit.tensor.BlockChain;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Parameters;

/** The half of an autoencoder that leads from pixels (B, 3, H, W) to moments (B, 2 C, H / f, W / f). */
final class AutoencoderDown {
    private final Conv2d in;
    private final List<AutoencoderLevel> levels = new ArrayList<>();
    private final AutoencoderMiddle middle;
    private final GroupNorm norm;
    private final Conv2d out;

    AutoencoderDown(Parameters scope, AutoencoderConfig config, ResnetBlock.Kind kind) {
        int channels = config.channels().get(0);
        in = Conv2d.threeByThree(scope.scope("conv_in"), Autoencoder.COLOURS, channels);
        for (int i = 0; i < config.channels().size(); i++) {
            Parameters here = scope.scope("down_blocks", i);
            List<ResnetBlock> blocks = AutoencoderLevel.blocks(
                    here, config.blocksPerLevel(), channels, config.channels().get(i), kind);
            channels = config.channels().get(i);
            boolean last = i == config.channels().size() - 1;
            levels.add(new AutoencoderLevel(
                    blocks, last ? Resampling.none() : Resampling.halvingPaddedRightBelow(here, channels)));
        }
        middle = new AutoencoderMiddle(scope.scope("mid_block"), channels, kind);
        norm = new GroupNorm(scope.scope("conv_norm_out"), channels, kind.groups(), kind.epsilon());
        out = Conv2d.threeByThree(scope.scope("conv_out"), channels, 2 * config.latentChannels());
    }

    NDArray forward(NDArray pixels) {
        NDArray x = BlockChain.run(in.forward(pixels), levels, AutoencoderLevel::forward);
        return out.forward(ImageOps.silu(norm.forward(middle.forward(x))));
    }
}
