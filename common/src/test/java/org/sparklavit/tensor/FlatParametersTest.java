package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlatParametersTest {
    private final Parameters scope = Parameters.create();
    private final Parameter a = scope.weight("a", Init.constant(3), 2);
    private final Parameter b = scope.weight("b", Init.constant(5), 1);

    @Test
    void gradientsAddUpUntilTheyAreCleared() {
        try (FlatParameters parameters = FlatParameters.allocate(scope.all());
                Autograd recording = Autograd.on()) {
            parameters.initialize(1);
            addBoth(parameters);
            addBoth(parameters);
            assertThat(gradients(parameters)).containsExactly(2, 2, 4);

            parameters.clearGradients();
            addBoth(parameters);
            assertThat(gradients(parameters)).containsExactly(1, 1, 2);
        }
    }

    @Test
    void whatGotNoGradientSinceTheyWereClearedIsZero() {
        try (FlatParameters parameters = FlatParameters.allocate(scope.all());
                Autograd recording = Autograd.on()) {
            parameters.initialize(1);
            addBoth(parameters);
            parameters.clearGradients();
            addOf(parameters, a.value().sum());

            assertThat(gradients(parameters)).containsExactly(1, 1, 0);
        }
    }

    @Test
    void aGradientThatIsNotFiniteIsGoneOnceItIsCleared() {
        try (FlatParameters parameters = FlatParameters.allocate(scope.all());
                Autograd recording = Autograd.on()) {
            parameters.initialize(1);
            addOf(parameters, a.value().mul(Float.NaN).sum());
            parameters.clearGradients();
            addBoth(parameters);

            assertThat(gradients(parameters)).containsExactly(1, 1, 2);
        }
    }

    /** As HostMemory does on a GPU, be it inside a training step. */
    @Test
    void whatIsCopiedIntoAParameterIsNotRecorded() {
        try (FlatParameters parameters = FlatParameters.allocate(scope.all());
                NDManager manager = Tensors.newManager();
                Autograd recording = Autograd.on()) {
            FlatUpdates.copy(a.value(), manager.create(new float[] {8, 9}));
            addBoth(parameters);

            assertThat(a.value().toFloatArray()).containsExactly(8, 9);
            assertThat(gradients(parameters)).containsExactly(1, 1, 2);
        }
    }

    private void addBoth(FlatParameters parameters) {
        addOf(parameters, a.value().sum().add(b.value().mul(2).sum()));
    }

    private static void addOf(FlatParameters parameters, NDArray loss) {
        try (Autograd still = Autograd.off()) {
            parameters.addGradients(loss);
        }
    }

    private static float[] gradients(FlatParameters parameters) {
        List<FlatParameters.Bucket> buckets = parameters.buckets();
        buckets.forEach(parameters::completeGradients);
        return buckets.get(0).gradients().toFloatArray();
    }
}
