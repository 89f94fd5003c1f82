package org.sparklavit.tokenizer.part;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;

/** The samples of a shard in batches, decoded on a thread of their own so that the model does not wait for pictures. */
public final class DecodedBatches implements Closeable {
    private static final int AHEAD = 2;

    private final Iterator<Sample> samples;
    private final Decoding decoding;
    private final String stage;
    private final BlockingQueue<Object> ready = new ArrayBlockingQueue<>(AHEAD);
    private final Thread worker;

    /**
     * Samples that were read together.
     *
     * @param samples those that could be decoded, B of them
     * @param pixels (B, 3, S, S), and behind them what is left of a batch that is not full
     * @param errors one for each of the others
     */
    public record Batch(List<Sample> samples, float[] pixels, List<ErrorRow> errors) {
        boolean isLast() {
            return samples.isEmpty() && errors.isEmpty();
        }
    }

    /**
     * How files become pixels.
     *
     * @param batchSize the most samples of a batch
     */
    public record Decoding(ImageDecoder decoder, ImagePreprocessor preprocessor, int batchSize) {}

    DecodedBatches(Iterator<Sample> samples, Decoding decoding, String stage) {
        this.samples = samples;
        this.decoding = decoding;
        this.stage = stage;
        worker = new Thread(this::produce, "decode");
        worker.setDaemon(true);
        worker.start();
    }

    /** The next batch; an empty one marks the end. */
    Batch next() {
        try {
            Object next = ready.take();
            if (next instanceof Batch batch) {
                return batch;
            }
            throw new IllegalStateException(((Throwable) next).getMessage(), (Throwable) next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for images", e);
        }
    }

    private void produce() {
        try {
            Batch batch;
            do {
                batch = decodeNext();
                ready.put(batch);
            } while (!batch.isLast());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            ready.clear();
            ready.add(e);
        }
    }

    private Batch decodeNext() {
        List<Sample> good = new ArrayList<>();
        List<ErrorRow> errors = new ArrayList<>();
        int length = decoding.preprocessor().length();
        float[] pixels = new float[decoding.batchSize() * length];
        while (samples.hasNext() && good.size() < decoding.batchSize()) {
            Sample sample = samples.next();
            try {
                decoding.preprocessor().toChw(decoding.decoder().decode(sample.image()), pixels, good.size() * length);
                good.add(sample);
            } catch (BadImageException e) {
                errors.add(ErrorRow.of(
                        sample.source(), sample.key(), stage, e.reason().name(), e.getMessage()));
            }
        }
        return new Batch(good, pixels, errors);
    }

    @Override
    public void close() {
        worker.interrupt();
    }
}
