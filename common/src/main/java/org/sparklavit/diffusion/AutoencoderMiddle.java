package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import org.sparklavit.nn.GroupNorm;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Parameters;

/** The coarsest resolution of an autoencoder, on either way: a block, attention over all places, a block. */
final class AutoencoderMiddle {
    private final ResnetBlock first;
    private final GroupNorm norm;
    private final RowAttention attention;
    private final ResnetBlock second;

    AutoencoderMiddle(Parameters scope, int channels, ResnetBlock.Kind kind) {
        first = new ResnetBlock(scope.scope("resnets", 0), channels, channels, kind);
        Parameters attending = scope.scope("attentions", 0);
        norm = new GroupNorm(attending.scope("group_norm"), channels, kind.groups(), kind.epsilon());
        attention = RowAttention.ofAutoencoder(attending, channels);
        second = new ResnetBlock(scope.scope("resnets", 1), channels, channels, kind);
    }

    /** (B, C, H, W) to (B, C, H, W). */
    NDArray forward(NDArray x) {
        NDArray y = first.forward(x);
        NDArray rows = ImageOps.gridToRows(norm.forward(y));
        NDArray mixed = attention.forward(rows, rows);
        return second.forward(y.add(
                ImageOps.rowsToGrid(mixed, y.getShape().get(2), y.getShape().get(3))));
    }
}
