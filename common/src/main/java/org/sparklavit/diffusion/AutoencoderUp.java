package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.sparklavit.nn.Conv2d;
import org.sparklavit.nn.GroupNorm;
import org.sparklavit.tensor.BlockChain;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Parameters;

/** The half of an autoencoder that leads from latents (B, C, h, w) to pixels (B, 3, f h, f w). */
final class AutoencoderUp {
    private final Conv2d in;
    private final AutoencoderMiddle middle;
    private final List<AutoencoderLevel> levels = new ArrayList<>();
    private final GroupNorm norm;
    private final Conv2d out;

    AutoencoderUp(Parameters scope, AutoencoderConfig config, ResnetBlock.Kind kind) {
        int channels = config.coarsest();
        in = Conv2d.threeByThree(scope.scope("conv_in"), config.latentChannels(), channels);
        middle = new AutoencoderMiddle(scope.scope("mid_block"), channels, kind);
        int count = config.channels().size();
        for (int i = 0; i < count; i++) {
            Parameters here = scope.scope("up_blocks", i);
            int outputs = config.channels().get(count - 1 - i);
            List<ResnetBlock> blocks =
                    AutoencoderLevel.blocks(here, config.blocksPerLevel() + 1, channels, outputs, kind);
            channels = outputs;
            levels.add(new AutoencoderLevel(
                    blocks, i == count - 1 ? Resampling.none() : Resampling.doubling(here, channels)));
        }
        norm = new GroupNorm(scope.scope("conv_norm_out"), channels, kind.groups(), kind.epsilon());
        out = Conv2d.threeByThree(scope.scope("conv_out"), channels, Autoencoder.COLOURS);
    }

    NDArray forward(NDArray latents) {
        NDArray x = BlockChain.run(middle.forward(in.forward(latents)), levels, AutoencoderLevel::forward);
        return out.forward(ImageOps.silu(norm.forward(x)));
    }
}
