package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
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
    private static final String SCOPE = "decoder";
    private static final String DECODER = SCOPE + ".";

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
        decoder = new FeatureDecoder(trained.scope(SCOPE), config, encoder.width(), encoder.patches());
    }

    DynamicTokenizer tokenizer() {
        return tokenizer;
    }

    /** The keep mask (B, N) of features under noise (B, N, 2). */
    NDArray mask(NDArray features, NDArray noise) {
        return VisionOps.keepMask(tokenizer.selector().forward(features), noise, TEMPERATURE);
    }

    /**
     * All parameters in two stages: the decoder comes last.
     *
     * @param trained what the constructor declared
     */
    static List<List<Parameter>> stages(List<Parameter> trained) {
        return List.of(
                trained.stream().filter(p -> !p.name().startsWith(DECODER)).toList(),
                trained.stream().filter(p -> p.name().startsWith(DECODER)).toList());
    }

    /**
     * What the decoder sees of a pass over all rows.
     *
     * @param projected (B, N, C) what reaches the codebook, cut off from what made it
     * @param mask (B, N) the keep mask, cut off like that
     */
    record Dense(NDArray projected, NDArray mask) {}

    /** Everything before the decoder, for all rows: the first stage of {@code graph}. */
    Dense dense(NDArray features, NDArray mask, CutGraph graph) {
        NDArray projected = tokenizer.quantizer().project(tokenizer.merger().dense(features, mask, maskGradient));
        List<NDArray> cut = graph.cut(List.of(projected, mask));
        return new Dense(cut.get(0), cut.get(1));
    }

    /** Rebuilds (B, N, D) from all rows, without quantisation; differentiable in the mask. */
    NDArray continuous(Dense pass) {
        return decoder.dense(pass.projected(), pass.mask(), maskGradient);
    }

    /** All rows, quantised; differentiable in the mask. */
    Pass quantised(Dense pass) {
        NDArray projected = pass.projected();
        NDArray flat = projected.reshape(-1, projected.getShape().get(2));
        NDArray nearest = tokenizer.quantizer().codes(tokenizer.quantizer().nearest(Ops.detach(flat)));
        NDArray straight = Ops.straightThrough(flat, nearest).reshape(projected.getShape());
        NDArray rebuilt = decoder.dense(straight, pass.mask(), maskGradient);
        PackedPatches patches = PackedPatches.of(Ops.detach(pass.mask()));
        NDArray rows = patches.kept().of(projected);
        NDArray ids = tokenizer.quantizer().nearest(Ops.detach(rows));
        return new Pass(rebuilt, patches, rows, ids, tokenizer.quantizer().codes(ids));
    }

    /** Kept rows only, quantised, in the two stages of {@code graph}; no gradient reaches the mask. */
    Pass packedQuantised(NDArray features, PackedPatches patches, CutGraph graph) {
        NDArray rows = graph.cut(projected(features, patches));
        NDArray ids = tokenizer.quantizer().nearest(Ops.detach(rows));
        NDArray codes = tokenizer.quantizer().codes(ids);
        NDArray rebuilt = decoder.packed(Ops.straightThrough(rows, codes), patches);
        return new Pass(rebuilt, patches, rows, ids, codes);
    }

    /** Rebuilds (B, N, D) from kept rows only, without quantisation. */
    NDArray packedContinuous(NDArray features, PackedPatches patches) {
        return decoder.packed(projected(features, patches), patches);
    }

    /** What reaches the codebook: (R, C). */
    NDArray projected(NDArray features, PackedPatches patches) {
        return tokenizer.quantizer().project(tokenizer.merger().packed(features, patches));
    }
}
