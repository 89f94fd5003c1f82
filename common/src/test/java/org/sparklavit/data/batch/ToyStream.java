package org.sparklavit.data.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.sample.Sample;

/**
 * Small pictures for learners to try themselves on. A picture is a pure function of (step, place in the global batch),
 * so that any number of ranks sees the same ones.
 */
public final class ToyStream implements ImageStream {
    /** Side of a picture. */
    public static final int SIDE = 16;

    /** Values of a picture, (3, SIDE, SIDE). */
    private static final int VALUES = 3 * SIDE * SIDE;

    private final Painter painter;
    private final Collective collective;
    private final int views;
    private final int microBatch;
    private final int perStep;
    private long next;

    /** Draws a picture. */
    public interface Painter {
        /** Sets {@code pixels}, (3, SIDE, SIDE), all 0 before. */
        void draw(float[] pixels, SplittableRandom random);
    }

    private ToyStream(Painter painter, Collective collective, int views, int microBatch, int perStep, long first) {
        this.painter = painter;
        this.collective = collective;
        this.views = views;
        this.microBatch = microBatch;
        this.perStep = perStep;
        next = first;
    }

    /** A rank's micro-batches of what {@code painter} draws, in {@code views} equal views. */
    public static ImageStream.Source source(
            Painter painter, int views, Collective collective, int globalBatch, int microBatch) {
        int perStep = globalBatch / (collective.worldSize() * microBatch);
        return step -> new ToyStream(painter, collective, views, microBatch, perStep, (step - 1) * perStep);
    }

    @Override
    public ImageBatch next() {
        long step = next / perStep + 1;
        int from = Math.toIntExact(next % perStep * collective.worldSize() + collective.rank()) * microBatch;
        next++;
        float[] pixels = new float[microBatch * VALUES];
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < microBatch; i++) {
            long number = step * 100_000 + from + i;
            float[] picture = new float[VALUES];
            painter.draw(picture, new SplittableRandom(number));
            System.arraycopy(picture, 0, pixels, i * VALUES, VALUES);
            samples.add(new Sample("toy-" + number, "toy", Long.toString(number), new byte[0], "", SIDE, SIDE, "{}"));
        }
        return new ImageBatch(step, Collections.nCopies(views, pixels), samples);
    }

    @Override
    public void close() {}
}
