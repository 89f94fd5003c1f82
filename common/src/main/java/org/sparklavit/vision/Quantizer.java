package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

/**
 * Turns merged features into discrete visual tokens: projected to the code width, normalised, the nearest of K
 * normalised codes (method of BEiT v2, arXiv 2208.06366).
 *
 * <p>The codebook has the official name {@code quantize.embedding.weight} and is declared apart from the rest: it
 * follows moving averages unless the recipe has it trained by gradient.
 */
public final class Quantizer {
    private static final String LAYER = "encode_task_layer";

    private final Linear in;
    private final Linear out;
    private final Parameter codebook;

    /**
     * Declares {@code encode_task_layer} in {@code scope} and the codebook in {@code buffers}, which may be the same.
     */
    public Quantizer(Parameters scope, Parameters buffers, TokenizerConfig config, int width) {
        in = Linear.withBias(scope.scope(LAYER, 0), width, width);
        out = Linear.withBias(scope.scope(LAYER, 2), width, config.codeWidth());
        codebook = declareCodebook(buffers, config);
    }

    /** Declares the codes (K, C) alone. */
    static Parameter declareCodebook(Parameters scope, TokenizerConfig config) {
        return scope.scope("quantize")
                .scope("embedding")
                .undecayed("weight", Init.truncatedNormal(1), config.codebookSize(), config.codeWidth());
    }

    /** The codes (K, C). */
    public Parameter codebook() {
        return codebook;
    }

    /** Features (..., D) to unit vectors (..., C). */
    public NDArray project(NDArray features) {
        return Ops.l2Normalize(out.forward(in.forward(features).tanh()));
    }

    /** The token ids (R, int64) of projected features (R, C); the lowest wins a tie. */
    public NDArray nearest(NDArray projected) {
        return Ops.nearestCode(projected, codebook.value());
    }

    /** The codes of token ids: (...) int64 to (..., C). */
    public NDArray codes(NDArray ids) {
        return Ops.embedding(ids, codebook.value());
    }
}
