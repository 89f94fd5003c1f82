package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.sparklavit.tensor.BlockChain;
import org.sparklavit.tensor.Parameters;

/**
 * The blocks of one resolution of an autoencoder.
 *
 * @param resample leads to the next resolution
 */
record AutoencoderLevel(List<ResnetBlock> blocks, UnaryOperator<NDArray> resample) {
    /** Declares {@code count} blocks, the first of which widens or narrows. */
    static List<ResnetBlock> blocks(Parameters scope, int count, int inputs, int outputs, ResnetBlock.Kind kind) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ResnetBlock(scope.scope("resnets", i), i == 0 ? inputs : outputs, outputs, kind))
                .toList();
    }

    /** (B, I, H, W) to the grid of the next level. */
    NDArray forward(NDArray x) {
        return resample.apply(BlockChain.run(x, blocks, ResnetBlock::forward));
    }
}
