package org.sparklavit.vision;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.sparklavit.bench.OfficialTokens;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.VisionOps;

/**
 * Every part against LaVIT's official code, on small random weights (see {@code tools/golden/vision.py}). Masks
 * keep some patches, one, and all.
 *
 * <p>Worst differences seen, which each test prints: forward 1e-6 and gradients 1e-5, but 9e-6 and 1.2e-4 for the packed
 * merger, which leaves out the official smoothing of 1e-6; selector, quantiser and all 1 152 token ids agree bit for bit.
 */
class OfficialParityTest {
    private static final int WIDTH = 16;
    private static final int PATCHES = 16;
    private static final int IMAGES = 3;
    private static final VisionTransformerConfig ENCODER = new VisionTransformerConfig(16, 4, WIDTH, 2, 2, 4.3637);
    private static final TokenizerConfig CONFIG = new TokenizerConfig(2, 2, 2, 4.3637, 24, 8);

    private final Parameters scope = Parameters.create();

    @Test
    void encoder() throws IOException {
        VisionTransformer encoder = new VisionTransformer(scope, ENCODER);
        try (Golden golden = Golden.open("encoder").part("encoder").load(scope);
                Autograd recording = Autograd.on()) {
            NDArray features = encoder.features(golden.get("images"));
            golden.checkForward("features", features);
            golden.checkGradients(features, "probe", "");
        }
    }

    @Test
    void encoderBlock() throws IOException {
        EncoderBlock block = new EncoderBlock(scope.scope("blocks", 0), ENCODER);
        Parameter x = Golden.input(scope, "x", IMAGES, 1 + PATCHES, WIDTH);
        try (Golden golden = Golden.open("encoder").part("encoder block").load(scope);
                Autograd recording = Autograd.on()) {
            golden.fill(x, "block_in");
            NDArray moved = block.forward(x.value());
            golden.checkForward("block_out", moved);
            golden.checkGradientsOf(moved.mul(golden.get("block_probe")).sum(), "of_block.", "blocks.0.", "x");
        }
    }

    @Test
    void selectorAndItsStraightThroughSample() throws IOException {
        Selector selector = new Selector(scope.scope("token_predictor"), WIDTH);
        try (Golden golden = Golden.open("tokenizer").part("selector").load(scope);
                Autograd recording = Autograd.on()) {
            NDArray logits = selector.forward(golden.get("features"));
            golden.checkForward("logits", logits);
            NDArray mask = VisionOps.keepMask(logits, golden.get("noise"), 1);
            assertThat(mask.toFloatArray()).isEqualTo(golden.get("sampled_mask").toFloatArray());
            golden.checkGradients(mask, "mask_probe", "token_predictor");
        }
    }

    @Test
    void denseMergerWithItsMask() throws IOException {
        Merger merger = new Merger(scope.scope("causal_encoder"), CONFIG, WIDTH);
        Parameter x = Golden.input(scope, "x", IMAGES, PATCHES, WIDTH);
        Parameter mask = Golden.input(scope, "mask", IMAGES, PATCHES);
        try (Golden golden = Golden.open("tokenizer").part("merger, dense").load(scope);
                Autograd recording = Autograd.on()) {
            golden.fill(x, "features");
            golden.fill(mask, "mask");
            NDArray merged = merger.dense(x.value(), mask.value(), MaskGradient.EXACT);
            golden.checkForward("merged", merged.mul(golden.get("mask").expandDims(2)));
            golden.checkGradients(merged, "merged_probe", "causal_encoder", "x", "mask");
        }
    }

    @Test
    void packedMerger() throws IOException {
        Merger merger = new Merger(scope.scope("causal_encoder"), CONFIG, WIDTH);
        Parameter x = Golden.input(scope, "x", IMAGES, PATCHES, WIDTH);
        try (Golden golden = Golden.open("tokenizer").part("merger, packed").load(scope);
                Autograd recording = Autograd.on()) {
            golden.fill(x, "features");
            PackedPatches patches = PackedPatches.of(golden.get("mask"));
            NDArray merged = unpack(merger.packed(x.value(), patches), patches);
            golden.checkForward("merged", merged);
            golden.checkGradients(merged, "merged_probe", "causal_encoder", "x");
        }
    }

    @Test
    void quantiser() throws IOException {
        Quantizer quantizer = new Quantizer(scope, scope, CONFIG, WIDTH);
        try (Golden golden = Golden.open("tokenizer").part("quantiser").load(scope);
                Autograd recording = Autograd.on()) {
            NDArray projected = quantizer.project(golden.get("rows"));
            golden.checkForward("projected", projected);
            golden.checkIds("ids", quantizer.nearest(projected).toLongArray());
            golden.checkGradients(projected, "projected_probe", "encode_task_layer");
        }
    }

    @Test
    void tokensOfWholeImages() throws IOException {
        Parameters encoderScope = Parameters.create();
        VisionTransformer encoder = new VisionTransformer(encoderScope, ENCODER);
        DynamicTokenizer tokenizer = new DynamicTokenizer(scope, scope, CONFIG, encoder);
        try (Golden vit = Golden.open("encoder").load(encoderScope);
                Golden golden = Golden.open("tokenizer").part("whole tokenizer").load(scope);
                Autograd recording = Autograd.off()) {
            VisualTokens tokens = tokenizer.tokenize(golden.get("images"), golden.get("token_noise"));
            golden.checkIds("tokens", OfficialTokens.byPatch(tokens, PATCHES));
        }
    }

    @Test
    void packedDecoder() throws IOException {
        FeatureDecoder decoder = new FeatureDecoder(scope, CONFIG, WIDTH, PATCHES);
        try (Golden golden = Golden.open("decoder").part("decoder, packed").load(scope);
                Autograd recording = Autograd.on()) {
            PackedPatches patches = PackedPatches.of(golden.get("kept"));
            NDArray features = decoder.packed(golden.get("codes"), patches);
            golden.checkForward("features", features);
            golden.checkGradients(features, "probe", "");
        }
    }

    @Test
    void denseDecoder() throws IOException {
        FeatureDecoder decoder = new FeatureDecoder(scope, CONFIG, WIDTH, PATCHES);
        try (Golden golden = Golden.open("decoder").part("decoder, dense").load(scope);
                Autograd recording = Autograd.on()) {
            PackedPatches patches = PackedPatches.of(golden.get("kept"));
            NDArray codes = unpack(golden.get("codes"), patches);
            NDArray features = decoder.dense(codes, golden.get("kept"), MaskGradient.EXACT);
            golden.checkForward("features", features);
            golden.checkGradients(features, "probe", "");
        }
    }

    /** Kept rows (R, D) back at their patches: (B, N, D), zero elsewhere. */
    private static NDArray unpack(NDArray rows, PackedPatches patches) {
        return Ops.sumRowsBy(patches.kept().index(), rows, IMAGES * PATCHES).reshape(IMAGES, PATCHES, -1);
    }
}
