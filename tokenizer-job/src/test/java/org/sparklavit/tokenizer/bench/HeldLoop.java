package org.sparklavit.tokenizer.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Precision;
import org.sparklavit.train.Learner;
import org.sparklavit.train.OptimizerConfig;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.train.TrainingLoop;

/**
 * The real training loop on a thread of its own, held before each step until {@link #step} lets it go, so that its steps
 * can be timed in turn with something else. A step lasts from one demand for a batch to the next.
 */
final class HeldLoop implements AutoCloseable {
    private static final Pattern FIRST_LOSS = Pattern.compile("step 1/.* loss ([0-9.]+).*");
    private static final OptimizerConfig OPTIMIZER = new OptimizerConfig(1e-4, 1, 0, 0.05, 0.9, 0.95, 1e-8, 1);

    private final SynchronousQueue<Boolean> go = new SynchronousQueue<>();
    private final SynchronousQueue<Optional<Throwable>> waiting = new SynchronousQueue<>();
    private Thread thread;
    private volatile double firstLoss = Double.NaN;

    /** Ends the loop, which has no other way out before its last step. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Holds each step. */
    private final class Held implements ImageStream {
        private final Supplier<ImageBatch> batches;

        private Held(Supplier<ImageBatch> batches) {
            this.batches = batches;
        }

        @Override
        public ImageBatch next() {
            try {
                waiting.put(Optional.empty());
                if (!go.take()) {
                    throw new Stopped();
                }
                return batches.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stopped();
            }
        }

        @Override
        public void close() {}
    }

    /** For the learner: batches that come when a step may begin. */
    ImageStream.Source held(Supplier<ImageBatch> batches) {
        return step -> new Held(batches);
    }

    /** Starts a learner whose images are {@link #held}. */
    void start(Learner learner, int batch, String output) {
        thread = new Thread(() -> train(learner, batch, output), "training");
        thread.start();
        await();
    }

    private void train(Learner learner, int batch, String output) {
        int never = Integer.MAX_VALUE;
        TrainingConfig config =
                new TrainingConfig(never, batch, batch, 1, 10, 0, never, 1, 0, 10, Precision.FLOAT32, true, OPTIMIZER);
        try {
            TrainingLoop.run(learner, new SoloCollective(), config, Storage.local(), output, this::readLoss);
        } catch (Stopped e) {
            // As it should be.
        } catch (IOException | RuntimeException | Error e) {
            try {
                waiting.put(Optional.of(e));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void readLoss(String line) {
        Matcher matcher = FIRST_LOSS.matcher(line);
        if (matcher.matches()) {
            firstLoss = Double.parseDouble(matcher.group(1));
        }
    }

    /** One step; returns its seconds. */
    double step() {
        long start = System.nanoTime();
        send(true);
        await();
        return (System.nanoTime() - start) / 1e9;
    }

    /** The loss of the first step. */
    double firstLoss() {
        return firstLoss;
    }

    private void send(boolean goOn) {
        try {
            go.put(goOn);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await() {
        try {
            waiting.take().ifPresent(failure -> {
                throw new IllegalStateException("training failed", failure);
            });
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        send(false);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
