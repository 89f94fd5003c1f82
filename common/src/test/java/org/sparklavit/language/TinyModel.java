package org.sparklavit.language;

import org.sparklavit.data.stream.Letters;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.tensor.FrozenParameters;

/** A small model with large random weights, so that its choices are sharp and differ from place to place. */
final class TinyModel implements AutoCloseable {
    static final int FEATURE_WIDTH = 3;
    static final int CODES = 16;

    private final UnifiedModel model;
    private final FrozenParameters parameters;

    TinyModel(int featureWidth, long seed) {
        Letters letters = new Letters();
        Vocabulary vocabulary = new Vocabulary(letters.size(), CODES, letters.endOfText());
        model = new UnifiedModel(config(2), vocabulary, featureWidth);
        parameters = FrozenParameters.initialize(model.parameters(), seed);
        model.parameters().forEach(p -> {
            if (p.decays()) {
                p.value().muli(20);
            }
        });
    }

    static LlamaConfig config(int groups) {
        return new LlamaConfig(16, 2, 4, groups, 24, 64, new RopeConfig(100, new RopeConfig.None()), 1e-5, false);
    }

    UnifiedModel model() {
        return model;
    }

    Vocabulary ids() {
        return model.vocabulary();
    }

    Generator generator() {
        return new Generator(model);
    }

    @Override
    public void close() {
        parameters.close();
    }
}
