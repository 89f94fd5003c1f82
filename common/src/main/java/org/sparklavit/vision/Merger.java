package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.IntStream;
import org.sparklavit.nn.AttentionKernel;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.tensor.BlockChain;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.VisionOps;

/**
 * Folds the dropped patches into the kept ones (LaVIT section 3.1). With O = LayerNorm(X), each block lets the kept
 * patches attend causally to each other, in raster order, then to the dropped patches of O.
 *
 * <p>Two forms give the same kept rows. {@link #packed} computes these rows alone, for about a third of the work.
 * {@link #dense} computes all N under weights made from the mask, so that a gradient reaches the mask; its attention
 * is the official one, smoothed by 1e-6, which is why they differ by up to about 1e-5.
 */
public final class Merger {
    private static final double EPSILON = 1e-5;
    private static final FusionBlock.Names NAMES = new FusionBlock.Names("token_causal_attn", "token_cross_attn");

    private final List<FusionBlock> blocks;
    private final LayerNorm visionNorm;
    private final LayerNorm norm;
    private final int heads;

    /** Declares the official {@code causal_encoder}. */
    public Merger(Parameters scope, TokenizerConfig config, int width) {
        blocks = IntStream.range(0, config.mergerBlocks())
                .mapToObj(i -> new FusionBlock(scope.scope("blocks", i), NAMES, width, config.hidden(width)))
                .toList();
        visionNorm = new LayerNorm(scope.scope("ln_vision"), width, EPSILON);
        norm = new LayerNorm(scope.scope("norm"), width, EPSILON);
        heads = config.heads();
    }

    /**
     * Kept rows only.
     *
     * <p>Where an image drops nothing the official smoothing leaves the uniform average over all patches; as keys and
     * values are linear in O, its mean row stands for that.
     *
     * @param features X (B, N, D)
     * @return (R, D), the kept rows of all images
     */
    public NDArray packed(NDArray features, PackedPatches patches) {
        NDArray origin = VisionOps.appendMean(visionNorm.forward(features));
        VisionOps.Columns kept = patches.kept().columns();
        VisionOps.Columns dropped = patches.dropped().columns();
        AttentionKernel among = (q, k, v) -> VisionOps.causalAmongRows(q, k, v, heads, kept);
        AttentionKernel toDropped = (q, k, v) -> VisionOps.rowsToRows(q, k, v, heads, kept, dropped);
        return merge(patches.kept().of(features), patches.dropped().of(origin), among, toDropped);
    }

    /**
     * All rows, differentiable in the mask.
     *
     * @param features X (B, N, D)
     * @param mask (B, N), 1 where a patch is kept
     * @param gradient what the mask learns
     * @return (B, N, D); only kept rows mean something
     */
    public NDArray dense(NDArray features, NDArray mask, MaskGradient gradient) {
        NDArray amongPolicy = VisionOps.causalPolicy(mask);
        NDArray droppedPolicy = mask.neg().add(1).expandDims(1).expandDims(1);
        AttentionKernel among = (q, k, v) -> gradient.attention(q, k, v, heads, amongPolicy);
        AttentionKernel toDropped = (q, k, v) -> gradient.attention(q, k, v, heads, droppedPolicy);
        return merge(features, visionNorm.forward(features), among, toDropped);
    }

    private NDArray merge(NDArray rows, NDArray memory, AttentionKernel among, AttentionKernel toDropped) {
        return norm.forward(BlockChain.run(rows, blocks, (block, x) -> block.forward(x, memory, among, toDropped)));
    }
}
