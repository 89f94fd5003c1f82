package org.sparklavit.vision.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.Ranks;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.Selector;

class SelectorCalibrationTest {
    private static final int WIDTH = 8;
    private static final int IMAGES = 20;
    private static final int PATCHES = 16;

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = Tensors.newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theArgMaxThenKeepsTheShareThatWasAskedFor() {
        for (double keepRatio : new double[] {0.1, 1.0 / 3, 0.9}) {
            Parameters scope = Parameters.create();
            Selector selector = new Selector(scope, WIDTH);
            try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 4)) {
                NDArray features = draw(1);
                float[] before = SelectorCalibration.logOdds(selector, features);
                assertThat(kept(before)).isEqualTo(IMAGES * PATCHES);
                SelectorCalibration.run(selector, keepRatio, List.of(before), new SoloCollective());
                assertThat(kept(SelectorCalibration.logOdds(selector, features)))
                        .isEqualTo((int) Math.round(keepRatio * IMAGES * PATCHES));
            }
        }
    }

    @Test
    void allRanksShiftByWhatTheyKnowTogether() throws Exception {
        float[] one = shifted(List.of(draw(1), draw(2)), new SoloCollective());
        List<float[]> two = Ranks.run(2, rank -> {
            try (NDManager own = Tensors.newManager()) {
                return shifted(List.of(draw(own, rank.rank() + 1)), rank);
            }
        });
        assertThat(one).isNotEqualTo(new float[] {2, -2});
        assertThat(two).allSatisfy(bias -> assertThat(bias).isEqualTo(one));
    }

    private static float[] shifted(List<NDArray> features, Collective rank) {
        Parameters scope = Parameters.create();
        Selector selector = new Selector(scope, WIDTH);
        try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 4)) {
            List<float[]> own = features.stream()
                    .map(batch -> SelectorCalibration.logOdds(selector, batch))
                    .toList();
            SelectorCalibration.run(selector, 0.4, own, rank);
            return scope.all().get(scope.all().size() - 1).value().toFloatArray();
        }
    }

    private static int kept(float[] logOdds) {
        int kept = 0;
        for (float value : logOdds) {
            kept += value > 0 ? 1 : 0;
        }
        return kept;
    }

    private NDArray draw(long seed) {
        return draw(manager, seed);
    }

    private static NDArray draw(NDManager manager, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[IMAGES * PATCHES * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return manager.create(values, new Shape(IMAGES, PATCHES, WIDTH));
    }
}
