package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.sparklavit.nn.Conv2d;
import org.sparklavit.nn.GroupNorm;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Parameters;

/** Two convolutions beside a shortcut; between them a block of the U-Net hears of the time. */
final class ResnetBlock {
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final Optional<Linear> time;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final Optional<Conv2d> shortcut;

    /**
     * What the blocks of a model share.
     *
     * @param groups of the norms
     * @param epsilon of the norms
     * @param timeWidth of the time embedding; 0 where there is no time
     */
    record Kind(int groups, double epsilon, int timeWidth) {}

    ResnetBlock(Parameters scope, int inputs, int outputs, Kind kind) {
        norm1 = new GroupNorm(scope.scope("norm1"), inputs, kind.groups(), kind.epsilon());
        conv1 = Conv2d.threeByThree(scope.scope("conv1"), inputs, outputs);
        time = kind.timeWidth() == 0
                ? Optional.empty()
                : Optional.of(Linear.withBias(scope.scope("time_emb_proj"), kind.timeWidth(), outputs));
        norm2 = new GroupNorm(scope.scope("norm2"), outputs, kind.groups(), kind.epsilon());
        conv2 = Conv2d.threeByThreeOfZeros(scope.scope("conv2"), outputs, outputs);
        shortcut = inputs == outputs
                ? Optional.empty()
                : Optional.of(Conv2d.oneByOne(scope.scope("conv_shortcut"), inputs, outputs));
    }

    /** (B, I, H, W) to (B, O, H, W), where nothing depends on time. */
    NDArray forward(NDArray x) {
        return finish(x, conv1.forward(ImageOps.silu(norm1.forward(x))));
    }

    /** (B, I, H, W) to (B, O, H, W) at {@code times} (B, timeWidth). */
    NDArray forward(NDArray x, NDArray times) {
        NDArray hidden = conv1.forward(ImageOps.silu(norm1.forward(x)));
        NDArray shift = time.orElseThrow().forward(ImageOps.silu(times));
        return finish(x, ImageOps.addPerChannel(hidden, shift));
    }

    private NDArray finish(NDArray x, NDArray hidden) {
        NDArray changed = conv2.forward(ImageOps.silu(norm2.forward(hidden)));
        return shortcut.map(layer -> layer.forward(x)).orElse(x).add(changed);
    }
}
