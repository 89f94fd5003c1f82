package org.sparklavit.vision;

import org.sparklavit.tensor.FrozenParameters;

/**
 * A tokenizer with its weights, ready to tokenize.
 *
 * @param card what it is
 * @param encoder owned: freed when this is closed
 * @param weights owned: freed when this is closed
 */
public record TrainedTokenizer(
        TokenizerCard card, DynamicTokenizer tokenizer, EncoderConfig.Loaded encoder, FrozenParameters weights)
        implements AutoCloseable {
    @Override
    public void close() {
        weights.close();
        encoder.close();
    }
}
