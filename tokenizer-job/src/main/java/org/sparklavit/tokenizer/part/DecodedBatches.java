package org.sparklavit.tokenizer.part;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import org.sparklavit.data.batch.DecodingThreads;
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
    private final DecodingThreads threads;
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
     * @param threads that decode at the same time
     */
    public record Decoding(ImageDecoder decoder, ImagePreprocessor preprocessor, int batchSize, int threads) {}

    DecodedBatches(Iterator<Sample> samples, Decoding decoding, String stage) {
        this.samples = samples;
        this.decoding = decoding;
        this.stage = stage;
        threads = new DecodingThreads(decoding.threads());
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

    /** Until the batch is full, however many cannot be decoded: what it consists of does not depend on the threads. */
    private Batch decodeNext() throws InterruptedException {
        List<Sample> good = new ArrayList<>();
        List<ErrorRow> errors = new ArrayList<>();
        int length = decoding.preprocessor().length();
        float[] pixels = new float[decoding.batchSize() * length];
        while (samples.hasNext() && good.size() < decoding.batchSize()) {
            int first = good.size();
            List<Sample> taken = take(decoding.batchSize() - first);
            Map<Integer, ErrorRow> failed = decode(taken, pixels, first);
            errors.addAll(failed.values());
            for (int i = 0; i < taken.size(); i++) {
                if (failed.containsKey(i)) {
                    continue;
                }
                if (first + i > good.size()) {
                    System.arraycopy(pixels, (first + i) * length, pixels, good.size() * length, length);
                }
                good.add(taken.get(i));
            }
        }
        return new Batch(good, pixels, errors);
    }

    private List<Sample> take(int most) {
        List<Sample> taken = new ArrayList<>();
        while (samples.hasNext() && taken.size() < most) {
            taken.add(samples.next());
        }
        return taken;
    }

    /** Decodes {@code taken} to the places from {@code first} on; errors by their number among those taken. */
    private Map<Integer, ErrorRow> decode(List<Sample> taken, float[] pixels, int first) throws InterruptedException {
        Map<Integer, ErrorRow> failed = new ConcurrentSkipListMap<>();
        ImagePreprocessor preprocessor = decoding.preprocessor();
        threads.run(taken.size(), i -> {
            Sample sample = taken.get(i);
            try {
                preprocessor.toChw(
                        decoding.decoder().decode(sample.image()), pixels, (first + i) * preprocessor.length());
            } catch (BadImageException e) {
                failed.put(
                        i,
                        ErrorRow.of(
                                sample.source(), sample.key(), stage, e.reason().name(), e.getMessage()));
            }
        });
        return failed;
    }

    @Override
    public void close() {
        worker.interrupt();
        threads.close();
    }
}
