package org.sparklavit.tokenizer.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.Tensors;

class CaptionWordsTest {
    private static final int WIDTH = 4;
    private static final int VOCABULARY = 4;
    /** The normalised feature that points at one axis: (3, -1, -1, -1) / sqrt(3). */
    private static final double ON = 3 / Math.sqrt(3);

    private static final double OFF = -1 / Math.sqrt(3);

    @Test
    void theDivergenceIsThatOfTheSoftMaximumOverPatches() {
        // Patch n says word n: of four words, the first two, each from one patch.
        float[] features = {1, 0, 0, 0, 0, 1, 0, 0};
        double said = Math.exp(ON) + Math.exp(OFF);
        double unsaid = 2 * Math.exp(OFF);
        double total = 2 * said + 2 * unsaid;
        assertThat(divergence(features, new long[] {0, 1}))
                .isCloseTo(Math.log(0.5) - Math.log(said / total), within(1e-5));
        assertThat(divergence(features, new long[] {3})).isCloseTo(-Math.log(unsaid / total), within(1e-5));
    }

    @Test
    void aWordIsAWordHoweverOftenAndWhereverItStands() {
        float[] features = new float[3 * WIDTH];
        Random random = new Random(1);
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        assertThat(divergence(features, new long[] {2, 1, 2})).isEqualTo(divergence(features, new long[] {1, 2}));
    }

    /** Of one picture, with the identity as projection. */
    private static double divergence(float[] features, long[] caption) {
        Parameters scope = Parameters.create();
        CaptionWords words = new CaptionWords(scope, WIDTH, VOCABULARY);
        try (FlatParameters flat = FlatParameters.allocate(scope.all());
                NDManager manager = Tensors.newManager()) {
            flat.initialize(1);
            NDArray weight = scope.all().stream()
                    .filter(parameter -> parameter.name().equals("projection.weight"))
                    .findFirst()
                    .orElseThrow()
                    .value();
            weight.set(new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
            NDArray picture = manager.create(features, new Shape(1, features.length / WIDTH, WIDTH));
            return words.divergence(picture, List.of(caption)).getFloat();
        }
    }
}
