package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.VisionOps;
import org.sparklavit.vision.DynamicTokenizer;
import org.sparklavit.vision.Encoder;
import org.sparklavit.vision.FeatureDecoder;
import org.sparklavit.vision.MaskGradient;
import org.sparklavit.vision.PackedPatches;
import org.sparklavit.vision.TokenizerConfig;

/**
 * Tokenizer and decoder together: features to rebuilt features, in the forms that training needs.
 *
 * <p>Shapes: features X (B, N, D), keep mask (B, N), R kept patches of the batch.
 */
final class TokenizerModel {
    private static final double TEMPERATURE = 1;

    private final DynamicTokenizer tokenizer;
    private final FeatureDecoder decoder;
    private final MaskGradient maskGradient;

    /**
     * What a batch became.
     *
     * @param rebuilt (B, N, D)
     * @param patches which patches were kept
     * @param projected (R, C) what reached the codebook
     * @param ids (R) int64, the code of each
     * @param codes (R, C) those codes
     */
    record Pass(NDArray rebuilt, PackedPatches patches, NDArray projected, NDArray ids, NDArray codes) {}

    /** Declares the decoder behind {@code decoder.} and the rest under the official names. */
    TokenizerModel(
            Parameters trained,
            Parameters buffers,
            TokenizerConfig config,
            Encoder encoder,
            MaskGradient maskGradient) {
        this.maskGradient = maskGradient;
        tokenizer = new DynamicTokenizer(trained, buffers, config, encoder);
        decoder = new FeatureDecoder(trained.scope("decoder"), config, encoder.width(), encoder.patches());
    }

    DynamicTokenizer tokenizer() {
        return tokenizer;
    }

    /** The keep mask (B, N) of features under noise (B, N, 2). */
    NDArray mask(NDArray features, NDArray noise) {
        return VisionOps.keepMask(tokenizer.selector().forward(features), noise, TEMPERATURE);
    }

    /** Rebuilds (B, N, D) from all rows, without quantisation; differentiable in the mask. */
    NDArray denseContinuous(NDArray features, NDArray mask) {
        return decoder.dense(denseProjected(features, mask), mask, maskGradient);
    }

    /** All rows, quantised; differentiable in the mask. */
    Pass denseQuantised(NDArray features, NDArray mask) {
        NDArray projected = denseProjected(features, mask);
        NDArray flat = projected.reshape(-1, projected.getShape().get(2));
        NDArray nearest = tokenizer.quantizer().codes(tokenizer.quantizer().nearest(Ops.detach(flat)));
        NDArray rebuilt =
                decoder.dense(Ops.straightThrough(flat, nearest).reshape(projected.getShape()), mask, maskGradient);
        PackedPatches patches = PackedPatches.of(Ops.detach(mask));
        NDArray rows = patches.kept().of(projected);
        NDArray ids = tokenizer.quantizer().nearest(Ops.detach(rows));
        return new Pass(rebuilt, patches, rows, ids, tokenizer.quantizer().codes(ids));
    }

    /** Kept rows only, quantised; no gradient reaches the mask. */
    Pass packedQuantised(NDArray features, PackedPatches patches) {
        NDArray rows = projected(features, patches);
        NDArray ids = tokenizer.quantizer().nearest(Ops.detach(rows));
        NDArray codes = tokenizer.quantizer().codes(ids);
        NDArray rebuilt = decoder.packed(Ops.straightThrough(rows, codes), patches);
        return new Pass(rebuilt, patches, rows, ids, codes);
    }

    /** Rebuilds (B, N, D) from kept rows only, without quantisation. */
    NDArray packedContinuous(NDArray features, PackedPatches patches) {
        return decoder.packed(projected(features, patches), patches);
    }

    private NDArray denseProjected(NDArray features, NDArray mask) {
        return tokenizer.quantizer().project(tokenizer.merger().dense(features, mask, maskGradient));
    }

    /** What reaches the codebook: (R, C). */
    NDArray projected(NDArray features, PackedPatches patches) {
        return tokenizer.quantizer().project(tokenizer.merger().packed(features, patches));
    }
}
