package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.tensor.BlockChain;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/**
 * The vision tower of CLIP (arXiv 2103.00020) as Hugging Face's {@code CLIPVisionModel} has it: a pre-norm ViT with a
 * class token, learned positions, and a norm before the first block. Its features are the raw output of the last block,
 * without {@code post_layernorm}, which CLIP applies to the class token alone.
 *
 * <p>Shapes: images (B, 3, H, W), normalised, H = W = the configured size; features (B, N, D) in raster order.
 */
final class ClipVisionTransformer implements Encoder {
    /** Before all names where the text tower is beside it, and in what transformers wrote before version 5. */
    static final String PREFIX = "vision_model.";

    static final double EPSILON = 1e-5;
    private static final int CHANNELS = 3;
    /** The initial values serve tests alone: a CLIP encoder is always loaded. */
    private static final Init SMALL = Init.truncatedNormal(0.02);

    private final VisionTransformerConfig config;
    private final Parameter classToken;
    private final Parameter patchWeight;
    private final Parameter positions;
    private final LayerNorm norm;
    private final List<ClipBlock> blocks;

    /** Declares the encoder under Hugging Face's names, {@link #PREFIX} left out. */
    ClipVisionTransformer(Parameters scope, VisionTransformerConfig config, UnaryOperator<NDArray> activation) {
        this.config = config;
        int patch = config.patchSize();
        int width = config.width();
        Parameters embeddings = scope.scope("embeddings");
        classToken = embeddings.undecayed("class_embedding", SMALL, width);
        patchWeight = embeddings.scope("patch_embedding").weight("weight", SMALL, width, CHANNELS, patch, patch);
        positions = embeddings.scope("position_embedding").undecayed("weight", SMALL, 1 + config.patches(), width);
        norm = new LayerNorm(scope.scope("pre_layrnorm"), width, EPSILON); // Hugging Face's spelling
        blocks = IntStream.range(0, config.depth())
                .mapToObj(i -> new ClipBlock(scope.scope("encoder").scope("layers", i), config, activation))
                .toList();
    }

    /** Whether a tensor of the tower belongs to the class token's head, or follows from the sizes. */
    static boolean isUnread(String name) {
        return name.startsWith("post_layernorm.") || name.equals("embeddings.position_ids");
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
        NDArray patches = Ops.patchify(images, patchWeight.value(), config.patchSize());
        NDArray x = norm.forward(Ops.prependRow(patches, classToken.value()).add(positions.value()));
        return Ops.rows(BlockChain.run(x, blocks, ClipBlock::forward), 1, config.patches());
    }
}
