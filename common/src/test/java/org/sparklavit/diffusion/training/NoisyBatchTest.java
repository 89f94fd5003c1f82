package org.sparklavit.diffusion.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.diffusion.NoiseSchedule;
import org.sparklavit.diffusion.SampleSpace;
import org.sparklavit.diffusion.TinyDiffusion;
import org.sparklavit.tensor.Tensors;

class NoisyBatchTest {
    private final Storage storage = Storage.local();

    @Test
    void tokensAreHiddenFromTheShareOfSamplesThatWasAskedFor() throws Exception {
        int hidden = 0;
        int all = 0;
        try (SampleSpace space = TinyDiffusion.pixels().open(storage);
                ImageStream images = ToyPictures.source(
                                DetokenizerRuns.solo(), DetokenizerRuns.BATCH, DetokenizerRuns.BATCH)
                        .open(1)) {
            NoisyBatch.Source source = new NoisyBatch.Source(space, NoiseSchedule.ofStableDiffusion(), 1);
            for (int step = 1; step <= 100; step++) {
                try (NDManager manager = Tensors.newManager()) {
                    ImageBatch batch = images.next();
                    NoisyBatch noisy = NoisyBatch.drawn(manager, batch, source, step, 0.1);
                    for (float kept : noisy.isKept()) {
                        hidden += kept == 0 ? 1 : 0;
                        all++;
                    }
                    assertThat(NoisyBatch.drawn(manager, batch, source, step, 0.1)
                                    .isKept())
                            .isEqualTo(noisy.isKept());
                }
            }
        }
        // Three standard deviations around a tenth.
        assertThat((double) hidden / all).isEqualTo(0.1, within(0.023));
    }

    @Test
    void noiseOfAPictureInTheNextStepIsNotTheSameShifted() throws Exception {
        try (SampleSpace space = TinyDiffusion.pixels().open(storage);
                NDManager manager = Tensors.newManager();
                ImageStream images = ToyPictures.source(
                                DetokenizerRuns.solo(), DetokenizerRuns.BATCH, DetokenizerRuns.BATCH)
                        .open(1)) {
            ImageBatch batch = images.next();
            // What Stable Diffusion predicts is the noise.
            NoisyBatch.Source source = new NoisyBatch.Source(space, NoiseSchedule.ofStableDiffusion(), 1);
            List<Float> now =
                    values(NoisyBatch.drawn(manager, batch, source, 1, 0).target());
            List<Float> next =
                    values(NoisyBatch.drawn(manager, batch, source, 2, 0).target());
            assertThat(next.subList(0, 100)).doesNotContainAnyElementsOf(now);
        }
    }

    private static List<Float> values(NDArray array) {
        float[] values = array.toFloatArray();
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }
}
