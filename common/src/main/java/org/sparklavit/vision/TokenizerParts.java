package org.sparklavit.vision;

import org.sparklavit.tensor.Parameters;

/** What stands behind the encoder: of it they know the width alone, so their weights can be checked without it. */
record TokenizerParts(Selector selector, Merger merger, Quantizer quantizer) {
    /**
     * Declares the parts under the official names.
     *
     * @param buffers where the codebook is declared; the same as {@code scope} where nothing is trained
     */
    static TokenizerParts declare(Parameters scope, Parameters buffers, TokenizerConfig config, int width) {
        return new TokenizerParts(
                new Selector(scope.scope("token_predictor"), width),
                new Merger(scope.scope("causal_encoder"), config, width),
                new Quantizer(scope, buffers, config, width));
    }
}
