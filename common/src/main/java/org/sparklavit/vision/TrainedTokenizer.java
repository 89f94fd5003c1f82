package org.sparklavit.vision;

import java.util.List;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;

/**
 * A tokenizer with its weights, ready to tokenize.
 *
 * @param card what it is
 * @param encoder owned: freed when this is closed
 * @param parameters of selector, merger and quantiser, under the official names
 * @param weights their values; owned: freed when this is closed
 */
public record TrainedTokenizer(
        TokenizerCard card,
        DynamicTokenizer tokenizer,
        EncoderConfig.Loaded encoder,
        List<Parameter> parameters,
        FrozenParameters weights)
        implements AutoCloseable {
    /** The parameter {@code name}. */
    public Parameter parameter(String name) {
        return parameters.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the tokenizer has no parameter '" + name + "'"));
    }

    @Override
    public void close() {
        weights.close();
        encoder.close();
    }
}
