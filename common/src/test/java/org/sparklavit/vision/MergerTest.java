package org.sparklavit.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.Tensors;

/** The packed form against the dense one. Worst difference seen: below 2e-6 (the allowance is ten times that). */
class MergerTest {
    private static final Offset<Float> SAME = within(2e-5f);
    private static final TokenizerConfig CONFIG = new TokenizerConfig(3, 1, 4, 4, 64, 16);
    private static final int WIDTH = 64;
    private static final int PATCHES = 36;

    private final SplittableRandom random = new SplittableRandom(5);
    private final Parameters scope = Parameters.create();
    private final Merger merger = new Merger(scope, CONFIG, WIDTH);

    @Test
    void keptRowsAreTheSamePackedAndDense() {
        float[] mask = new float[4 * PATCHES];
        for (int i = 0; i < PATCHES; i++) {
            mask[i] = random.nextInt(3) == 0 ? 1 : 0;
            mask[PATCHES + i] = i == 17 ? 1 : 0;
            mask[2 * PATCHES + i] = 1;
            mask[3 * PATCHES + i] = i == 4 ? 0 : 1;
        }
        try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 3);
                NDManager manager = Tensors.newManager();
                Autograd still = Autograd.off()) {
            NDArray keep = manager.create(mask, new Shape(4, PATCHES));
            NDArray features = features(manager);
            PackedPatches patches = PackedPatches.of(keep);
            float[] dense = merger.dense(features, keep, MaskGradient.BOUNDED).toFloatArray();
            float[] packed = merger.packed(features, patches).toFloatArray();
            int row = 0;
            for (int b = 0; b < 4; b++) {
                for (int position : patches.positions()[b]) {
                    for (int d = 0; d < WIDTH; d++) {
                        assertThat(packed[row * WIDTH + d])
                                .isCloseTo(dense[(b * PATCHES + position) * WIDTH + d], SAME);
                    }
                    row++;
                }
            }
            assertThat(packed).hasSize(row * WIDTH);
        }
    }

    @Test
    void anImageThatKeepsNothingIsRefused() {
        try (NDManager manager = Tensors.newManager()) {
            NDArray mask = manager.create(new float[] {0, 1, 0, 0}, new Shape(2, 2));
            assertThatThrownBy(() -> PackedPatches.of(mask))
                    .hasMessage("image 1 of the batch keeps no patch; one at least must stay");
        }
    }

    private NDArray features(NDManager manager) {
        float[] values = new float[4 * PATCHES * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, new Shape(4, PATCHES, WIDTH));
    }
}
