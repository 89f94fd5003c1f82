package org.sparklavit.diffusion.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
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
}
