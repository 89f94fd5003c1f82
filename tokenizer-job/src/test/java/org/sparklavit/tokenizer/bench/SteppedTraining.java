package org.sparklavit.tokenizer.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Precision;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.train.OptimizerConfig;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.train.TrainingLoop;
import org.sparklavit.vision.EncoderConfig;
import org.sparklavit.vision.training.RecipeConfig;
import org.sparklavit.vision.training.TokenizerLearner;

/**
 * The real training loop on a thread of its own, held before each step until {@link #step} lets it go, so that its steps
 * can be timed in turn with something else. A step lasts from one demand for a batch to the next.
 */
final class SteppedTraining implements AutoCloseable {
    private static final Pattern FIRST_LOSS = Pattern.compile("step 1/.* loss ([0-9.]+).*");
    private static final OptimizerConfig OPTIMIZER = new OptimizerConfig(1e-4, 1, 0, 0.05, 0.9, 0.95, 1e-8, 1);

    private final TokenizerLearner learner;
    private final Thread thread;
    private final SynchronousQueue<Optional<ImageBatch>> go = new SynchronousQueue<>();
    private final SynchronousQueue<Optional<Throwable>> waiting = new SynchronousQueue<>();
    private final ImageBatch batch;
    private volatile double firstLoss = Double.NaN;

    /** Ends the loop, which has no other way out before its last step. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Holds each step; the codebook needs no images, as it is started already. */
    private final class Held implements ImageStream {
        @Override
        public ImageBatch next() {
            try {
                waiting.put(Optional.empty());
                return go.take().orElseThrow(Stopped::new);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stopped();
            }
        }

        @Override
        public void close() {}
    }

    /** Trains the weights in {@code folder} on one batch, again and again. */
    SteppedTraining(Size size, Path folder, EncoderConfig.Loaded encoder, RecipeConfig recipe, ImageBatch batch)
            throws IOException {
        this.batch = batch;
        TokenizerLearner.Run run = new TokenizerLearner.Run(
                new SoloCollective(), 1, batch.size(), batch.size(), step -> new Held(), Optional.empty(), 1);
        learner = new TokenizerLearner(size.tokenizer(), recipe, encoder.encoder(), run);
        fill(folder);
        thread = new Thread(() -> train(folder.resolveSibling("training").toString()), "training");
        thread.start();
        await();
    }

    private void fill(Path folder) throws IOException {
        try (SafeTensors tokenizer = SafeTensors.open(folder.resolve("tokenizer.safetensors"));
                SafeTensors decoder = SafeTensors.open(folder.resolve("decoder.safetensors"))) {
            for (Parameter p : learner.tokenizerParameters()) {
                if (p.name().startsWith("decoder.")) {
                    decoder.readInto(p.value(), p.name().substring("decoder.".length()));
                } else {
                    tokenizer.readInto(p.value(), p.name());
                }
            }
        }
        FlatUpdates.fill(learner.buffers().get("quantize.counts"), 1);
        FlatUpdates.copy(
                learner.buffers().get("quantize.sums"), learner.buffers().get("quantize.embedding.weight"));
    }

    private void train(String output) {
        TrainingConfig config = new TrainingConfig(
                Integer.MAX_VALUE,
                batch.size(),
                batch.size(),
                1,
                10,
                0,
                Integer.MAX_VALUE,
                1,
                0,
                10,
                Precision.FLOAT32,
                true,
                OPTIMIZER);
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
        send(Optional.of(batch));
        await();
        return (System.nanoTime() - start) / 1e9;
    }

    /** The loss of the first step. */
    double firstLoss() {
        return firstLoss;
    }

    private void send(Optional<ImageBatch> next) {
        try {
            go.put(next);
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
        send(Optional.empty());
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        learner.close();
    }
}
