package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.IntStream;
import org.sparklavit.nn.AttentionKernel;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.BlockChain;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.VisionOps;

/**
 * Rebuilds the encoder's features from the codes of an image (LaVIT section 3.1): N learned queries look at the codes,
 * which carry a learned position by their order in the sequence, not by patch.
 *
 * <p>The dense form takes all N rows and a mask and is differentiable in it. Attention does not care for the order of
 * its keys, so rows stay where they are, and each gets the position that it has, or would have if it were kept: the
 * number of kept rows before it. That is also what the gradient of a dropped row should ask about.
 */
public final class FeatureDecoder {
    private static final double EPSILON = 1e-5;
    private static final Init EMBEDDING = Init.truncatedNormal(0.02);
    private static final FusionBlock.Names NAMES = new FusionBlock.Names("self_attn", "cross_attn");
    private static final String LAYER = "decode_task_layer";

    private final Linear inProj;
    private final Parameter positions;
    private final Parameter queries;
    private final List<FusionBlock> blocks;
    private final LayerNorm norm;
    private final Linear hidden;
    private final Linear out;
    private final int heads;

    /** Declares the official {@code tokenizer_decoder} up to {@code decode_task_layer}. */
    public FeatureDecoder(Parameters scope, TokenizerConfig config, int width, int patches) {
        inProj = Linear.ofUnitVectors(scope.scope("in_proj"), config.codeWidth(), width);
        positions = scope.undecayed("pos_embed", ofPlaces(patches, width), 1, patches, width);
        queries = scope.undecayed("query_embed", ofPlaces(patches, width), 1, patches, width);
        blocks = IntStream.range(0, config.decoderBlocks())
                .mapToObj(i -> new FusionBlock(scope.scope("blocks", i), NAMES, width, config.hidden(width)))
                .toList();
        norm = new LayerNorm(scope.scope("norm"), width, EPSILON);
        hidden = Linear.withBias(scope.scope(LAYER, 0), width, width);
        out = Linear.withBias(scope.scope(LAYER, 2), width, width);
        heads = config.heads();
    }

    /** A query knows its place from the start, where the patches form a square. */
    private static Init ofPlaces(int patches, int width) {
        int grid = (int) Math.round(Math.sqrt(patches));
        return grid * grid == patches ? Init.places(grid, width, 0, 1) : EMBEDDING;
    }

    /** Codes of the kept rows of all images (R, C) to features (B, N, D). */
    public NDArray packed(NDArray codes, PackedPatches patches) {
        VisionOps.Columns columns = patches.kept().columns();
        return decode(codes, patches.order(), (q, k, v) -> VisionOps.toRows(q, k, v, heads, columns));
    }

    /** Codes of all rows (B, N, C) under a keep mask (B, N), which learns {@code gradient}, to features (B, N, D). */
    public NDArray dense(NDArray codes, NDArray mask, MaskGradient gradient) {
        NDArray policy = mask.expandDims(1).expandDims(1);
        return decode(codes, VisionOps.keptBefore(mask), (q, k, v) -> gradient.attention(q, k, v, heads, policy));
    }

    private NDArray decode(NDArray codes, NDArray order, AttentionKernel toCodes) {
        NDArray memory = VisionOps.addRowsAt(inProj.forward(codes), positions.value(), order);
        // (1, N, D) as far as the first look at the codes: until then all images are the same.
        NDArray start = VisionOps.lent(memory, queries.value());
        AttentionKernel amongQueries = (q, k, v) -> Ops.attention(q, k, v, heads, false);
        NDArray x = BlockChain.run(start, blocks, (block, h) -> block.forward(h, memory, amongQueries, toCodes));
        return out.forward(hidden.forward(norm.forward(x)).tanh());
    }
}
