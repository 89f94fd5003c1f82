package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;

class TrainingFlopsTest {
    private static final LlamaConfig CONFIG =
            new LlamaConfig(8, 3, 4, 2, 12, 64, new RopeConfig(100, new RopeConfig.None()), 1e-5, false);
    private static final int VOCABULARY = 40;

    @Test
    void countsTheProductsOfRealTokensOneByOne() {
        PackedRow row = PackedRow.of(20, List.of(sequence(6, 1), sequence(9, 4)));
        double products = 0;
        for (int length : new int[] {5, 8}) {
            for (int token = 0; token < length; token++) {
                // q and o are 8 x 8, k and v 4 x 8, three matrices of the perceptron 12 x 8.
                products += 3 * (2 * 8 * 8 + 2 * 4 * 8 + 3 * 12 * 8);
                // Each of 4 heads of width 2 has a score and a weighted value for each token up to this one.
                products += 3 * 2 * 4 * 2 * (token + 1);
            }
        }
        products += (5 + 5) * 8 * VOCABULARY;
        assertThat(new TrainingFlops(CONFIG, VOCABULARY).of(row)).isEqualTo(3 * 2 * products);
    }

    private static TokenSequence sequence(int ids, int firstSupervised) {
        return new TokenSequence("", Stream.TEXT, new int[ids], ImageSpan.NONE, firstSupervised);
    }
}
