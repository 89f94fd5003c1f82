package org.sparklavit.bench;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.train.Learner;
import org.sparklavit.train.LossSum;
import org.sparklavit.train.StepMetrics;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.train.TrainingLoop;

/** The training loop, one step whenever it is asked for: a step ends where the next one would draw its rows. */
final class SteppedTraining implements AutoCloseable {
    private final SynchronousQueue<String> begins = new SynchronousQueue<>();
    private final SynchronousQueue<String> arrivals = new SynchronousQueue<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> run;
    private volatile double loss;

    /** Starts a run of {@code learner} that waits for its first step; {@code config} must have enough steps. */
    SteppedTraining(Learner learner, TrainingConfig config, String output) throws InterruptedException {
        run = thread.submit(() -> {
            try {
                return TrainingLoop.run(
                        new Gate(learner), new SoloCollective(), config, Storage.local(), output, line -> {});
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        arrivals.take();
    }

    /** One step; returns its milliseconds. */
    double step() {
        try {
            long start = System.nanoTime();
            begins.put("");
            arrivals.take();
            return (System.nanoTime() - start) / 1e6;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The mean loss of the last step. */
    double loss() {
        return loss;
    }

    @Override
    public void close() {
        run.cancel(true);
        thread.shutdownNow();
    }

    private final class Gate implements Learner {
        private final Learner learner;

        private Gate(Learner learner) {
            this.learner = learner;
        }

        @Override
        public LossSum loss(NDManager manager, long step, int microBatch, StepMetrics metrics) {
            try {
                arrivals.put("");
                begins.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException("the benchmark is over", e);
            }
            LossSum sum = learner.loss(manager, step, microBatch, metrics);
            loss = sum.sum().getFloat() / sum.weight();
            return sum;
        }

        @Override
        public FlatParameters parameters() {
            return learner.parameters();
        }

        @Override
        public String unit() {
            return learner.unit();
        }

        @Override
        public void close() {
            learner.close();
        }
    }
}
