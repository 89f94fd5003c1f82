package org.sparklavit.train;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autocast;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.NativeHeap;
import org.sparklavit.tensor.Tensors;

/**
 * Trains a {@link Learner} on one rank of a group: micro-batches, averaged gradients, the optimiser, log lines,
 * checkpoints. A run that was interrupted continues from its newest whole checkpoint when it is started again.
 */
public final class TrainingLoop implements AutoCloseable {
    private final Learner learner;
    private final Collective collective;
    private final TrainingConfig config;
    private final ShardedAdamW optimizer;
    private final CheckpointWriter checkpoints;
    private final TrainingLog log;
    private final ProgressLines lines;
    private final int accumulation;
    private final StepMetrics metrics = new StepMetrics();
    private final long firstStep;
    private final SkippedSteps skipped;
    private final Stragglers stragglers;
    private final List<Double> computedSeconds = new ArrayList<>();
    private Map<String, Double> latest = Map.of();

    private TrainingLoop(
            Learner learner,
            Collective collective,
            TrainingConfig config,
            Storage storage,
            String output,
            Consumer<String> console)
            throws IOException {
        this.learner = learner;
        this.collective = collective;
        this.config = config;
        accumulation = config.accumulation(collective.worldSize());
        optimizer =
                new ShardedAdamW(learner.parameters(), collective, config.optimizer(), config.overlapCommunication());
        lines = new ProgressLines(collective.rank() == 0 ? console : line -> {}, learner.unit(), config.steps());
        CheckpointFolder folder = new CheckpointFolder(storage, Storage.child(output, "checkpoints"));
        firstStep = new CheckpointReader(folder, collective, lines::say).restore(learner, optimizer);
        checkpoints = new CheckpointWriter(folder, config.keepLast(), config.keepEvery(), collective, firstStep);
        log = collective.rank() == 0 ? new TrainingLog(storage, output, firstStep) : null;
        stragglers = new Stragglers(collective);
        skipped = new SkippedSteps(collective, storage, output, config.maxSkippedSteps(), lines::say);
        if (firstStep > 0) {
            lines.say("resumed after step " + firstStep);
        }
    }

    /**
     * Trains to {@code config.steps()}.
     *
     * @param output the folder of checkpoints and logs, the same for all ranks
     * @param console where rank 0 says how far it is
     * @return the last logged figures, the same on every rank
     */
    public static Map<String, Double> run(
            Learner learner,
            Collective collective,
            TrainingConfig config,
            Storage storage,
            String output,
            Consumer<String> console)
            throws IOException {
        try (Autograd still = Autograd.off();
                TrainingLoop loop = new TrainingLoop(learner, collective, config, storage, output, console)) {
            for (long step = loop.firstStep + 1; step <= config.steps(); step++) {
                loop.train(step);
                loop.checkpoints.advance();
                loop.evaluateIfDue(step);
                loop.logIfDue(step);
                loop.saveIfDue(step);
            }
            return loop.latest;
        }
    }

    private void train(long step) throws IOException {
        double weight = 0;
        long start = System.nanoTime();
        for (int microBatch = 0; microBatch < accumulation; microBatch++) {
            weight += addGradients(step, microBatch);
        }
        computedSeconds.add((System.nanoTime() - start) / 1e9);
        double learningRate = config.optimizer().learningRateAt(step, config.steps());
        ShardedAdamW.Update update = optimizer.update(weight, learningRate);
        metrics.add("gradientNorm", update.gradientNorm(), 1);
        metrics.add("learningRate", learningRate, 1);
        metrics.addCount("skippedSteps", update.applied() ? 0 : 1.0 / collective.worldSize());
        skipped.finish(step, update.applied());
        try (NDManager manager = Tensors.newManager()) {
            learner.afterUpdate(manager, step, metrics);
        }
    }

    private double addGradients(long step, int microBatch) {
        try (NDManager manager = Tensors.newManager();
                Autograd recording = Autograd.on();
                Autocast cast = Autocast.to(config.precision())) {
            LossSum loss = learner.loss(manager, step, microBatch, metrics);
            // What more micro-batches will be added to is not final yet.
            IntConsumer left = microBatch == accumulation - 1 ? optimizer::gradientsAreFinal : stage -> {};
            double mean = loss.differentiate(learner.parameters(), left) / Math.max(1, loss.weight());
            metrics.add("loss", mean, loss.weight());
            skipped.add(microBatch, mean, learner.samples());
            return loss.weight();
        }
    }

    private void evaluateIfDue(long step) {
        if (config.evaluateEvery() > 0 && (step % config.evaluateEvery() == 0 || step == config.steps())) {
            try (NDManager manager = Tensors.newManager()) {
                learner.evaluate(manager, step, metrics);
            }
        }
    }

    private void logIfDue(long step) {
        if (step % config.logEvery() == 0 || step == config.steps() || step == 1) {
            ShardedAdamW.Communication communication = optimizer.takeCommunication();
            metrics.add("communicationSeconds", communication.seconds(), 1);
            metrics.add("waitedSeconds", communication.waitedSeconds(), 1);
            metrics.add("residentMiB", ResidentMemory.mebibytes(), 1);
            metrics.add("javaHeapMiB", ResidentMemory.javaHeapMebibytes(), 1);
            StepMetrics reduced = metrics.reduceAndClear(collective);
            latest = lines.describe(step, reduced);
            learner.warnings(step, latest).forEach(lines::say);
            findStraggler(step);
            if (log != null) {
                log.add(step, latest);
            }
            NativeHeap.trimNowAndThen();
        }
    }

    /** The first step, in which libtorch warms up, says nothing about a rank. */
    private void findStraggler(long step) {
        Optional<String> straggler = stragglers.find(computedSeconds.stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0));
        computedSeconds.clear();
        if (step > firstStep + 1) {
            straggler.ifPresent(lines::say);
        }
    }

    private void saveIfDue(long step) throws IOException {
        if (step % config.checkpointEvery() == 0 || step == config.steps()) {
            if (log != null) {
                log.flush();
            }
            checkpoints.start(step, learner, optimizer, latest);
        }
        if (step == config.steps()) {
            checkpoints.finish();
        }
    }

    @Override
    public void close() {
        checkpoints.close();
        optimizer.close();
    }
}
