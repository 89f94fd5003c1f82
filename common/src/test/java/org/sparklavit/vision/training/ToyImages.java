package org.sparklavit.vision.training;

import java.util.SplittableRandom;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.batch.ToyStream;

/** A plain ground with one to five bright squares, each one patch large. */
final class ToyImages {
    static final int SIDE = ToyStream.SIDE;
    static final int PATCH = 4;
    private static final int GRID = SIDE / PATCH;
    private static final int CHANNELS = 3;
    private static final int COLOURS = 6;

    private ToyImages() {}

    static ImageStream.Source source(Collective collective, int globalBatch, int microBatch) {
        return ToyStream.source(ToyImages::draw, 1, collective, globalBatch, microBatch);
    }

    private static void draw(float[] pixels, SplittableRandom random) {
        int squares = 1 + random.nextInt(5);
        for (int s = 0; s < squares; s++) {
            int row = random.nextInt(GRID) * PATCH;
            int column = random.nextInt(GRID) * PATCH;
            int colour = random.nextInt(COLOURS);
            for (int c = 0; c < CHANNELS; c++) {
                float level = (colour >> c & 1) == 1 ? 2 : -2 + c;
                for (int p = 0; p < PATCH * PATCH; p++) {
                    int y = row + p / PATCH;
                    int x = column + p % PATCH;
                    pixels[(c * SIDE + y) * SIDE + x] = level;
                }
            }
        }
    }
}
