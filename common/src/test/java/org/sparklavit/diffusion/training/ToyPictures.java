package org.sparklavit.diffusion.training;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.sample.Sample;

/**
 * Two colours side by side, in two equal views. A picture is a pure function of (step, place in the global batch), so
 * that any number of ranks sees the same ones.
 */
final class ToyPictures implements ImageStream {
    static final int SIDE = 16;
    private static final int CHANNELS = 3;

    private final Collective collective;
    private final int globalBatch;
    private final int microBatch;
    private long next;

    private ToyPictures(Collective collective, int globalBatch, int microBatch, long first) {
        this.collective = collective;
        this.globalBatch = globalBatch;
        this.microBatch = microBatch;
        next = first;
    }

    static ImageStream.Source source(Collective collective, int globalBatch, int microBatch) {
        int perStep = globalBatch / (collective.worldSize() * microBatch);
        return step -> new ToyPictures(collective, globalBatch, microBatch, (step - 1) * perStep);
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
        return new ImageBatch(step, List.of(pixels, pixels), samples);
    }

    private static void draw(float[] pixels, int image, SplittableRandom random) {
        for (int c = 0; c < CHANNELS; c++) {
            float left = random.nextBoolean() ? 0.8f : -0.8f;
            float right = random.nextBoolean() ? 0.8f : -0.8f;
            for (int p = 0; p < SIDE * SIDE; p++) {
                pixels[(image * CHANNELS + c) * SIDE * SIDE + p] = p % SIDE < SIDE / 2 ? left : right;
            }
        }
    }

    @Override
    public void close() {}
}
