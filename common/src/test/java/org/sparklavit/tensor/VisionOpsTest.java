package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VisionOpsTest {
    private static final Offset<Float> CLOSE = within(1e-6f);

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
    void theSecondHalfOfTheWidthIsSharedByAllRows() {
        NDArray x = array(new float[] {1, 2, 3, 4}, 1, 2, 2);
        assertThat(VisionOps.localAndMean(x).toFloatArray()).containsExactly(1, 3, 3, 3);
    }

    @Test
    void aMaskKeepsWhatScoresHigherAndNeverNothing() {
        NDArray logits = array(new float[] {0, 1, 1, 0, 0, 0, 0, 3, 0, 2, 0, 2}, 2, 3, 2);
        assertThat(VisionOps.keepMask(logits, logits.zerosLike(), 1).toFloatArray())
                .as("class 0 wins or ties; else the first patch with the best margin")
                .containsExactly(0, 1, 1, 0, 1, 0);
        NDArray noise = array(new float[] {0, 0, 0, 5, 0, 0, 9, 0, 0, 0, 0, 0}, 2, 3, 2);
        assertThat(VisionOps.keepMask(logits, noise, 1).toFloatArray()).containsExactly(0, 0, 1, 1, 0, 0);
    }

    @Test
    void aMaskLearnsTheEffectOfAddingAKeyWhole() {
        Parameters scope = Parameters.create();
        Parameter policy = scope.weight("policy", Init.constant(0), 1, 1, 1, 2);
        try (FlatParameters flat = FlatParameters.allocate(scope.all());
                Autograd recording = Autograd.on()) {
            HostMemory.changeFloats(policy.value(), values -> values.put(0, 1));
            NDArray q = array(new float[] {1}, 1, 1, 1);
            NDArray k = array(new float[] {0, 5}, 1, 2, 1);
            NDArray v = array(new float[] {2, 3}, 1, 2, 1);
            NDArray y = VisionOps.maskAttention(q, k, v, 1, policy.value(), 1e-9);
            assertThat(y.getFloat())
                    .isCloseTo(
                            Ops.policyAttention(q, k, v, 1, policy.value(), 1e-9)
                                    .getFloat(),
                            CLOSE);
            flat.addGradients(y);
            // The softmax over both keys less that over the first alone; the derivative would be exp(5) = 148.
            float withBoth = (float) ((2 + 3 * Math.exp(5)) / (1 + Math.exp(5)));
            assertThat(flat.buckets().get(0).gradients().toFloatArray()[1]).isCloseTo(withBoth - 2, within(1e-5f));
        }
    }

    @Test
    void aMaskPassesTheGradientOfTheSoftChoiceAlsoWhereItIsForced() {
        Parameters scope = Parameters.create();
        Parameter logits = scope.weight("logits", Init.constant(0), 1, 2, 2);
        try (FlatParameters flat = FlatParameters.allocate(scope.all());
                Autograd recording = Autograd.on()) {
            HostMemory.changeFloats(logits.value(), values -> values.put(new float[] {0, 1, 0, 2}));
            NDArray mask = VisionOps.keepMask(logits.value(), logits.value().zerosLike(), 0.5);
            flat.addGradients(mask.sum());
            float[] gradients = flat.buckets().get(0).gradients().toFloatArray();
            for (int n = 0; n < 2; n++) {
                double p = 1 / (1 + Math.exp((n + 1) / 0.5));
                assertThat(gradients[2 * n]).isCloseTo((float) (p * (1 - p) / 0.5), CLOSE);
                assertThat(gradients[2 * n + 1]).isCloseTo((float) (-p * (1 - p) / 0.5), CLOSE);
            }
        }
    }

    @Test
    void theCausalPolicyShowsARowItselfAndTheKeptOnesBefore() {
        NDArray mask = array(new float[] {1, 0, 1}, 1, 3);
        assertThat(VisionOps.causalPolicy(mask).toFloatArray()).containsExactly(1, 0, 0, 1, 1, 0, 1, 0, 1);
        assertThat(VisionOps.keptBefore(mask).toLongArray()).containsExactly(0, 1, 1);
    }

    @Test
    void rowsAreAppendedAndAdded() {
        NDArray x = array(new float[] {1, 2, 3, 4}, 1, 2, 2);
        assertThat(VisionOps.appendMean(x).toFloatArray()).containsExactly(1, 2, 3, 4, 2, 3);
        NDArray index = manager.create(new long[] {1, 1}, new Shape(1, 2));
        assertThat(VisionOps.addRowsAt(x, array(new float[] {9, 9, 10, 20}, 1, 2, 2), index)
                        .toFloatArray())
                .containsExactly(11, 22, 13, 24);
    }

    /** Two images with rows {0, 1} and {2}: only rows of the same image meet, and padding is never seen. */
    @Test
    void packedRowsAttendWithinTheirImage() {
        VisionOps.Columns columns = new VisionOps.Columns(
                manager.create(new long[] {0, 1, 2, 0}, new Shape(2, 2)),
                manager.create(new long[] {0, 1, 2}),
                manager.create(new boolean[] {true, true, true, false}, new Shape(2, 1, 1, 2)));
        NDArray q = array(new float[3], 3, 1);
        NDArray v = array(new float[] {1, 3, 7}, 3, 1);
        assertThat(VisionOps.causalAmongRows(q, v, v, 1, columns).toFloatArray())
                .containsExactly(new float[] {1, 2, 7}, CLOSE);
        assertThat(VisionOps.rowsToRows(q, v, v, 1, columns, columns).toFloatArray())
                .containsExactly(new float[] {2, 2, 7}, CLOSE);
        NDArray once = array(new float[2], 1, 2, 1);
        assertThat(VisionOps.toRows(once, v, v, 1, columns).toFloatArray())
                .containsExactly(new float[] {2, 2, 7, 7}, CLOSE);
    }

    private NDArray array(float[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }
}
