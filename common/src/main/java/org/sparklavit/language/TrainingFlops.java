package org.sparklavit.language;

import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.TokenSequence;

/**
 * What training on packed rows must compute at least, in floating-point operations: the matrix products of the LLaMA for
 * real tokens, forward once and backward twice as much. Attention counts the positions that a token may attend to, and
 * the head the supervised positions. Padding, masked scores and blocks that are computed again do not count.
 */
public final class TrainingFlops {
    private static final double FORWARD_AND_BACKWARD = 3;
    private static final double MULTIPLY_AND_ADD = 2;

    private final LlamaConfig config;
    private final int vocabularySize;

    /** Of a model with {@code vocabularySize} ids. */
    public TrainingFlops(LlamaConfig config, int vocabularySize) {
        this.config = config;
        this.vocabularySize = vocabularySize;
    }

    /** The operations for {@code row}. */
    public double of(PackedRow row) {
        double products = 0;
        for (TokenSequence sequence : row.sequences()) {
            products += config.blocks() * (sequence.inputs() * weightsOfBlock() + scores(sequence.inputs()));
        }
        for (int target : row.targets()) {
            products += target == PackedRow.IGNORE ? 0 : (double) vocabularySize * config.width();
        }
        return FORWARD_AND_BACKWARD * MULTIPLY_AND_ADD * products;
    }

    /** Numbers that every token is multiplied with in a block. */
    private double weightsOfBlock() {
        double width = config.width();
        double grouped = (double) config.groups() * config.headWidth();
        return 2 * width * width + 2 * width * grouped + 3 * width * config.mlpWidth();
    }

    /** Queries by keys and weights by values, each token with itself and those before it. */
    private double scores(double length) {
        return 2 * config.width() * length * (length + 1) / 2;
    }
}
