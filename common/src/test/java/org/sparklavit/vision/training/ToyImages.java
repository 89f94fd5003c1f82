package org.sparklavit.vision.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.sample.Sample;

/**
 * Small pictures on a plain ground with one to five bright squares, each one patch large. A picture is a pure function of
 * (step, place in the global batch), so that any number of ranks sees the same ones.
 */
final class ToyImages implements ImageStream {
    static final int SIDE = 16;
    static final int PATCH = 4;
    private static final int GRID = SIDE / PATCH;
    private static final int CHANNELS = 3;
    private static final int COLOURS = 6;

    private final Collective collective;
    private final int globalBatch;
    private final int microBatch;
    private long next;

    private ToyImages(Collective collective, int globalBatch, int microBatch, long first) {
        this.collective = collective;
        this.globalBatch = globalBatch;
        this.microBatch = microBatch;
        next = first;
    }

    static ImageStream.Source source(Collective collective, int globalBatch, int microBatch) {
        int perStep = globalBatch / (collective.worldSize() * microBatch);
        return step -> new ToyImages(collective, globalBatch, microBatch, (step - 1) * perStep);
    }

    @Override
    public ImageBatch next() {
        int perStep = globalBatch / (collective.worldSize() * microBatch);
        long step = next / perStep + 1;
        int from = Math.toIntExact(next % perStep * collective.worldSize() + collective.rank()) * microBatch;
        next++;
        float[] pixels = new float[microBatch * CHANNELS * SIDE * SIDE];
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < microBatch; i++) {
            long picture = step * 100_000 + from + i;
            draw(pixels, i, new SplittableRandom(picture));
            samples.add(new Sample("toy-" + picture, "toy", Long.toString(picture), new byte[0], "", SIDE, SIDE, "{}"));
        }
        return new ImageBatch(step, pixels, samples);
    }

    private static void draw(float[] pixels, int image, SplittableRandom random) {
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
                    pixels[((image * CHANNELS + c) * SIDE + y) * SIDE + x] = level;
                }
            }
        }
    }

    @Override
    public void close() {}
}
