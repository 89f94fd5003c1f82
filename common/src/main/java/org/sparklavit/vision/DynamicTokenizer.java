package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.VisionOps;

/**
 * LaVIT's dynamic visual tokenizer (arXiv 2309.04669, section 3.1): an image becomes as many discrete tokens as it needs.
 *
 * <p>The frozen encoder gives a feature to each patch; the selector keeps some; the merger folds what the others say
 * into the kept ones; the quantiser names each by its nearest code.
 */
public final class DynamicTokenizer {
    private static final double TEMPERATURE = 1;

    private final Encoder encoder;
    private final TokenizerParts parts;

    /**
     * Declares selector, merger and quantiser under the official names.
     *
     * @param buffers where the codebook is declared; the same as {@code scope} where nothing is trained
     */
    public DynamicTokenizer(Parameters scope, Parameters buffers, TokenizerConfig config, Encoder encoder) {
        this(encoder, TokenizerParts.declare(scope, buffers, config, encoder.width()));
    }

    DynamicTokenizer(Encoder encoder, TokenizerParts parts) {
        this.encoder = encoder;
        this.parts = parts;
    }

    /**
     * Tokenizes normalised images (B, 3, H, W).
     *
     * @param ids the samples' ids, B of them
     */
    public VisualTokens tokenize(NDArray images, List<String> ids, Selection selection) {
        return tokenize(images, selection.noise(images.getManager(), ids, encoder.patches()));
    }

    /** As the other one, with the selector's noise (B, N, 2) given. */
    public VisualTokens tokenize(NDArray images, NDArray noise) {
        return tokenizeFeatures(encoder.features(images), noise);
    }

    /** As the other one, of what the encoder has said: (B, N, D). */
    public VisualTokens tokenizeFeatures(NDArray features, NDArray noise) {
        NDArray mask = VisionOps.keepMask(selector().forward(features), noise, TEMPERATURE);
        PackedPatches patches = PackedPatches.of(mask);
        NDArray merged = merger().packed(features, patches);
        NDArray ids = quantizer().nearest(quantizer().project(merged));
        return VisualTokens.of(patches, ids, merged);
    }

    /** The encoder. */
    public Encoder encoder() {
        return encoder;
    }

    /** The selector. */
    public Selector selector() {
        return parts.selector();
    }

    /** The merger. */
    public Merger merger() {
        return parts.merger();
    }

    /** The quantiser. */
    public Quantizer quantizer() {
        return parts.quantizer();
    }
}
