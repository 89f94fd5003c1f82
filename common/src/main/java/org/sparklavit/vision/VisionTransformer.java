package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.stream.IntStream;
import org.sparklavit.tensor.BlockChain;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/**
 * The vision encoder of EVA-CLIP (arXiv 2303.15389): a pre-norm ViT with a class token, learned positions and exact
 * GELU. Its features are the raw output of the last block, without a final norm.
 *
 * <p>Shapes: images (B, 3, H, W), normalised, H = W = the configured size; features (B, N, D) in raster order.
 */
public final class VisionTransformer implements Encoder {
    private static final int CHANNELS = 3;
    private static final Init CLASS_TOKEN = Init.truncatedNormal(0.02);

    private final VisionTransformerConfig config;
    private final Parameter patchWeight;
    private final Parameter patchBias;
    private final Parameter classToken;
    private final Parameter positions;
    private final List<EncoderBlock> blocks;

    /** Declares the encoder under the names of the official {@code eva_vitg_psz14} state dict. */
    public VisionTransformer(Parameters scope, VisionTransformerConfig config) {
        this.config = config;
        int patch = config.patchSize();
        int width = config.width();
        Parameters projection = scope.scope("patch_embed").scope("proj");
        // Patches enter as large as they are, so that they stand beside the positions.
        Init sameSize = Init.truncatedNormal(1 / Math.sqrt(CHANNELS * patch * patch));
        patchWeight = projection.weight("weight", sameSize, width, CHANNELS, patch, patch);
        patchBias = projection.undecayed("bias", Init.constant(0), width);
        classToken = scope.undecayed("cls_token", CLASS_TOKEN, 1, 1, width);
        Init places = Init.places(config.grid(), width, 1, 2);
        positions = scope.undecayed("pos_embed", places, 1, 1 + config.patches(), width);
        blocks = IntStream.range(0, config.depth())
                .mapToObj(i -> new EncoderBlock(scope.scope("blocks", i), config))
                .toList();
    }

    /** Whether a tensor of an official file belongs to the head of the class token, which features do not need. */
    static boolean isUnread(String name) {
        return name.startsWith("norm.") || name.startsWith("head.");
    }

    /** The sizes. */
    public VisionTransformerConfig config() {
        return config;
    }

    @Override
    public int imageSize() {
        return config.imageSize();
    }

    @Override
    public int patches() {
        return config.patches();
    }

    @Override
    public int width() {
        return config.width();
    }

    @Override
    public NDArray features(NDArray images) {
        return Ops.rows(states(images), 1, config.patches());
    }

    /** Output of the last block, the class token first: (B, 3, H, W) to (B, 1 + N, D). */
    public NDArray states(NDArray images) {
        NDArray patches = Ops.patchify(images, patchWeight.value(), patchBias.value(), config.patchSize());
        NDArray x = Ops.prependRow(patches, classToken.value()).add(positions.value());
        return BlockChain.run(x, blocks, EncoderBlock::forward);
    }
}
