package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the golden tests of diffusers' models do not reach. */
class ImageOpsTest {
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
    void foldingMovesSquaresIntoChannelsAndBack() {
        NDArray x = array(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 1, 2, 4);
        NDArray folded = ImageOps.fold(x, 2);
        assertThat(folded.getShape()).isEqualTo(new Shape(1, 4, 1, 2));
        assertThat(folded.toFloatArray()).containsExactly(1, 3, 2, 4, 5, 7, 6, 8);
        assertThat(ImageOps.unfold(folded, 2).toFloatArray()).containsExactly(x.toFloatArray());
    }

    @Test
    void theNearestPlaceIsTakenAtAnySize() {
        NDArray x = array(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
        assertThat(ImageOps.nearest(x, 2, 4).toFloatArray()).containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
    }

    @Test
    void eachImageIsScaledAndMeasuredOnItsOwn() {
        NDArray a = array(new float[] {1, 2, 3, 4}, 2, 1, 1, 2);
        NDArray b = array(new float[] {1, 4, 0, 0}, 2, 1, 1, 2);
        assertThat(ImageOps.scaleEach(a, array(new float[] {10, 0}, 2)).toFloatArray())
                .containsExactly(10, 20, 0, 0);
        assertThat(ImageOps.meanSquaredErrorOfEach(a, b).toFloatArray())
                .containsExactly(new float[] {2, 12.5f}, within(1e-6f));
    }

    @Test
    void scalingHasTheGradientOfAProduct() {
        try (Autograd recording = Autograd.on()) {
            Parameters scope = Parameters.create();
            Parameter x = scope.weight("x", Init.constant(3), 2, 1, 2);
            try (FlatParameters parameters = FlatParameters.allocate(scope.all())) {
                parameters.initialize(1);
                NDArray lent = x.value().mul(manager.ones(new Shape(2, 1, 2)));
                parameters.addGradients(
                        ImageOps.scaleEach(lent, array(new float[] {5, 0}, 2)).sum());
                assertThat(parameters.buckets().get(0).gradients().toFloatArray())
                        .containsExactly(5, 5, 0, 0);
            }
        }
    }

    @Test
    void averagesApproachValuesByTheirShare() {
        NDArray average = array(new float[] {0, 10}, 2);
        FlatUpdates.approach(List.of(average), List.of(array(new float[] {4, 20}, 2)), 0.25);
        assertThat(average.toFloatArray()).containsExactly(1, 12.5f);
    }

    private NDArray array(float[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }
}
