package org.sparklavit.tokenizer.encoder;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.IntStream;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.nn.Linear;
import org.sparklavit.nn.Mlp;
import org.sparklavit.nn.SelfAttention;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/** A transformer that reads a caption and points into the shared space: (B, L) to (B, E), unit length. */
final class CaptionTower {
    private static final double EPSILON = 1e-6;
    private static final int MLP_RATIO = 4;
    private static final Init EMBEDDING = Init.truncatedNormal(0.02);

    private final TowerConfig config;
    private final Parameter tokens;
    private final Parameter positions;
    private final List<Block> blocks;
    private final LayerNorm norm;
    private final Linear projection;

    /** One pre-norm block. */
    private record Block(LayerNorm norm1, SelfAttention attention, LayerNorm norm2, Mlp mlp) {
        NDArray forward(NDArray x, int heads, NDArray mask) {
            NDArray attended =
                    x.add(attention.forward(norm1.forward(x), (q, k, v) -> Ops.attention(q, k, v, heads, mask)));
            return attended.add(mlp.forward(norm2.forward(attended)));
        }
    }

    CaptionTower(Parameters scope, TowerConfig config, int vocabularySize) {
        this.config = config;
        int width = config.width();
        tokens = scope.undecayed("tokens", EMBEDDING, vocabularySize, width);
        positions = scope.undecayed("positions", EMBEDDING, 1, config.maxTokens(), width);
        blocks = IntStream.range(0, config.depth())
                .mapToObj(i -> block(scope.scope("blocks", i), width))
                .toList();
        norm = new LayerNorm(scope.scope("norm"), width, EPSILON);
        projection = Linear.withoutBias(scope.scope("projection"), width, config.sharedWidth());
    }

    private static Block block(Parameters scope, int width) {
        return new Block(
                new LayerNorm(scope.scope("norm1"), width, EPSILON),
                new SelfAttention(scope.scope("attn"), width),
                new LayerNorm(scope.scope("norm2"), width, EPSILON),
                new Mlp(scope.scope("mlp"), width, MLP_RATIO * width));
    }

    /**
     * Embeds captions.
     *
     * @param ids (B, L) int64, padded with anything
     * @param present (B, L) float32: 1 for a token, 0 for padding
     */
    NDArray forward(NDArray ids, NDArray present) {
        NDArray x = Ops.embedding(ids, tokens.value()).add(positions.value());
        NDArray mask = present.neq(0).expandDims(1).expandDims(1);
        for (Block block : blocks) {
            x = block.forward(x, config.heads(), mask);
        }
        NDArray weights = present.expandDims(2);
        NDArray mean = norm.forward(x).mul(weights).sum(new int[] {1}).div(weights.sum(new int[] {1}));
        return Ops.l2Normalize(projection.forward(mean));
    }
}
