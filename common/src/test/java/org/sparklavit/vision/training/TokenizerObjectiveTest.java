package org.sparklavit.vision.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.HostMemory;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.PackedPatches;

class TokenizerObjectiveTest {
    private static final Offset<Float> CLOSE = within(1e-6f);
    private static final float[] MASK = {1, 1, 1, 0, 1, 0, 0, 0};

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
    void reconstructionIsTheMeanOfOneMinusTheCosineSummedOverImages() {
        NDArray features = array(new float[] {1, 0, 0, 1, 2, 0, 0, 2}, 2, 2, 2);
        NDArray rebuilt = array(new float[] {3, 0, 0, -1, 0, 1, 0, 1}, 2, 2, 2);
        assertThat(objective(ObjectiveConfig.RateOver.BATCH, new SoloCollective())
                        .reconstruction(features, rebuilt)
                        .getFloat())
                .isCloseTo((0 + 2) / 2f + (1 + 0) / 2f, CLOSE);
    }

    @Test
    void commitmentWeighsImagesEquallyWhateverTheirLength() {
        PackedPatches patches = PackedPatches.of(array(MASK, 2, 4));
        NDArray projected = array(new float[] {1, 0, 1, 0, 1, 0, 0, 1}, 4, 2);
        NDArray codes = array(new float[] {1, 0, 1, 0, 0, 0, 1, 1}, 4, 2);
        assertThat(objective(ObjectiveConfig.RateOver.BATCH, new SoloCollective())
                        .commitment(projected, codes, patches)
                        .getFloat())
                .as("0, 0, 1 of the first image, 1 of the second")
                .isCloseTo(0.5f * (1 / 3f + 1), CLOSE);
    }

    @Test
    void overABatchOnlyTheMeanOfAllImagesCounts() {
        Rate rate = rate(ObjectiveConfig.RateOver.BATCH, new SoloCollective(), MASK, 2);
        assertThat(rate.sum()).isCloseTo(2 * 3 * 0.25f * 0.25f, CLOSE);
        // 2 images x lambda x 2 (mean - rho) / 8 entries, the same for all
        assertThat(rate.gradient()).containsOnly(new float[] {2 * 3 * 2 * 0.25f / 8}, CLOSE);
    }

    @Test
    void overAnImageEachOneIsPulledToTheRatio() {
        Rate rate = rate(ObjectiveConfig.RateOver.IMAGE, new SoloCollective(), MASK, 2);
        assertThat(rate.sum()).isCloseTo(3 * 0.5f * 0.5f, CLOSE);
        assertThat(rate.gradient()[0]).isCloseTo(3 * 2 * 0.5f / 4, CLOSE);
        assertThat(rate.gradient()[4]).isZero();
    }

    @Test
    void theBatchIsThatOfAllRanks() throws Exception {
        Rate whole = rate(ObjectiveConfig.RateOver.BATCH, new SoloCollective(), MASK, 2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Collective> group = LocalCollective.group(2);
            Future<Rate> first = threads.submit(
                    () -> rate(ObjectiveConfig.RateOver.BATCH, group.get(0), new float[] {1, 1, 1, 0}, 1));
            Future<Rate> second = threads.submit(
                    () -> rate(ObjectiveConfig.RateOver.BATCH, group.get(1), new float[] {1, 0, 0, 0}, 1));
            assertThat(first.get().sum() + second.get().sum()).isCloseTo(whole.sum(), CLOSE);
            assertThat(first.get().gradient()[2]).isCloseTo(whole.gradient()[2], CLOSE);
            assertThat(second.get().gradient()[3]).isCloseTo(whole.gradient()[7], CLOSE);
        } finally {
            threads.shutdownNow();
        }
    }

    private record Rate(float sum, float[] gradient) {}

    private static Rate rate(ObjectiveConfig.RateOver over, Collective collective, float[] mask, int images) {
        Parameters scope = Parameters.create();
        Parameter input = scope.weight("mask", Init.constant(0), images, mask.length / images);
        try (FlatParameters flat = FlatParameters.allocate(scope.all());
                Autograd recording = Autograd.on()) {
            HostMemory.changeFloats(input.value(), values -> values.put(mask));
            NDArray sum = objective(over, collective).rate(input.value(), 0.25);
            flat.addGradients(sum);
            return new Rate(sum.getFloat(), flat.buckets().get(0).gradients().toFloatArray());
        }
    }

    private static TokenizerObjective objective(ObjectiveConfig.RateOver over, Collective collective) {
        return new TokenizerObjective(new ObjectiveConfig(0.25, 3, over, 0.5), collective);
    }

    private NDArray array(float[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }
}
