package org.sparklavit.diffusion.training;

import java.util.SplittableRandom;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.batch.ToyStream;

/** Two colours side by side, in two equal views. */
final class ToyPictures {
    static final int SIDE = ToyStream.SIDE;

    private ToyPictures() {}

    static ImageStream.Source source(Collective collective, int globalBatch, int microBatch) {
        return ToyStream.source(ToyPictures::draw, 2, collective, globalBatch, microBatch);
    }

    private static void draw(float[] pixels, SplittableRandom random) {
        for (int channel = 0; channel < pixels.length; channel += SIDE * SIDE) {
            float left = random.nextBoolean() ? 0.8f : -0.8f;
            float right = random.nextBoolean() ? 0.8f : -0.8f;
            for (int p = 0; p < SIDE * SIDE; p++) {
                pixels[channel + p] = p % SIDE < SIDE / 2 ? left : right;
            }
        }
    }
}
