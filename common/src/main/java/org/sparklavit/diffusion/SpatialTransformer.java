package org.sparklavit.diffusion;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.sparklavit.nn.Conv2d;
import org.sparklavit.nn.GroupNorm;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Parameters;

/**
 * Lets the places of a grid attend to each other and to the condition (arXiv 2112.10752): diffusers'
 * {@code Transformer2DModel} with one block.
 */
final class SpatialTransformer {
    private static final double GROUP_EPSILON = 1e-6;
    private static final double LAYER_EPSILON = 1e-5;

    private final GroupNorm norm;
    private final UnaryOperator<NDArray> in;
    private final LayerNorm norm1;
    private final RowAttention toEachOther;
    private final LayerNorm norm2;
    private final RowAttention toContext;
    private final LayerNorm norm3;
    private final Linear widen;
    private final Linear narrow;
    private final UnaryOperator<NDArray> out;

    SpatialTransformer(Parameters scope, UNetConfig config, int width, int heads) {
        norm = new GroupNorm(scope.scope("norm"), width, config.normGroups(), GROUP_EPSILON);
        in = config.linearProjection()
                ? onRows(Linear.withBias(scope.scope("proj_in"), width, width))
                : Conv2d.oneByOne(scope.scope("proj_in"), width, width)::forward;
        Parameters block = scope.scope("transformer_blocks", 0);
        norm1 = new LayerNorm(block.scope("norm1"), width, LAYER_EPSILON);
        toEachOther = RowAttention.ofTransformer(block.scope("attn1"), width, width, heads);
        norm2 = new LayerNorm(block.scope("norm2"), width, LAYER_EPSILON);
        toContext = RowAttention.ofTransformer(block.scope("attn2"), width, config.contextWidth(), heads);
        norm3 = new LayerNorm(block.scope("norm3"), width, LAYER_EPSILON);
        Parameters feedForward = block.scope("ff").scope("net");
        widen = Linear.withBias(feedForward.scope("0").scope("proj"), width, 8 * width);
        narrow = Linear.withBias(feedForward.scope("2"), 4 * width, width);
        out = config.linearProjection()
                ? onRows(Linear.withBias(scope.scope("proj_out"), width, width))
                : Conv2d.oneByOneOfZeros(scope.scope("proj_out"), width, width)::forward;
    }

    private static UnaryOperator<NDArray> onRows(Linear layer) {
        return grid -> ImageOps.rowsToGrid(
                layer.forward(ImageOps.gridToRows(grid)),
                grid.getShape().get(2),
                grid.getShape().get(3));
    }

    /** (B, C, H, W) under a condition (B, S, contextWidth) to (B, C, H, W). */
    NDArray forward(NDArray x, NDArray context) {
        NDArray rows = ImageOps.gridToRows(in.apply(norm.forward(x)));
        NDArray normed = norm1.forward(rows);
        rows = rows.add(toEachOther.forward(normed, normed));
        rows = rows.add(toContext.forward(norm2.forward(rows), context));
        rows = rows.add(narrow.forward(ImageOps.geglu(widen.forward(norm3.forward(rows)))));
        NDArray grid =
                ImageOps.rowsToGrid(rows, x.getShape().get(2), x.getShape().get(3));
        return x.add(out.apply(grid));
    }
}
