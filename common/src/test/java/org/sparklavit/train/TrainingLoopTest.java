package org.sparklavit.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Precision;

class TrainingLoopTest {
    /** Worst difference seen between world sizes: 3e-7. */
    private static final Offset<Float> SAME = within(5e-6f);

    @TempDir
    Path folder;

    @Test
    void theLossFalls() throws Exception {
        float[] weights = train(1, config(60, 8), "falls");
        assertThat(weights).doesNotContain(Float.NaN);
        List<String> lines = Files.readAllLines(folder.resolve("falls/metrics.jsonl"));
        assertThat(lossOf(lines.get(lines.size() - 1))).isLessThan(lossOf(lines.get(0)) / 2);
        assertThat(folder.resolve("falls/events.out.tfevents.0.spark-lavit")).isNotEmptyFile();
    }

    @Test
    void ranksMicroBatchesAndAccumulationGiveTheSameWeights() throws Exception {
        float[] one = train(1, config(20, 8), "one");
        assertThat(train(1, config(20, 2), "accumulated")).containsExactly(one, SAME);
        assertThat(train(2, config(20, 4), "two")).containsExactly(one, SAME);
        assertThat(train(4, config(20, 1), "four")).containsExactly(one, SAME);
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "2, 4", "2, 1", "4, 2"})
    void overlapChangesNoBit(int world, int microBatch) throws Exception {
        TrainingConfig overlapping = config(20, microBatch);
        assertThat(train(world, overlapping, "overlapping"))
                .isEqualTo(train(world, withoutOverlap(overlapping), "in-turn"));
    }

    @Test
    void aResumedRunHasTheBitsOfTheUninterruptedOne() throws Exception {
        float[] whole = train(2, config(20, 4), "whole");
        Path cut = folder.resolve("cut");
        train(2, config(20, 4), "cut");
        deleteCheckpoint(cut, 20);
        assertThat(train(2, config(20, 4), "cut")).isEqualTo(whole);
        assertThat(steps(cut)).doesNotHaveDuplicates().endsWith(20);
    }

    @Test
    void aBrokenLossSkipsStepsAndThenStopsTheRun() {
        LineFit broken = new LineFit(new SoloCollective(), 8).brokenFrom(3);
        assertThatThrownBy(() -> run(new SoloCollective(), broken, config(20, 8), "broken", new ArrayList<>()))
                .isInstanceOf(TrainingException.class)
                .hasMessage("the gradient was not finite in 4 steps in a row, up to step 6. Lower"
                        + " 'training.optimizer.learning-rate', or look for broken samples in "
                        + folder.resolve("broken/skipped") + ".");
        assertThat(broken.weights()).doesNotContain(Float.NaN);
    }

    @Test
    void aSkippedStepNamesTheSamplesOfTheBrokenMicroBatch() throws Exception {
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (Collective rank : LocalCollective.group(2)) {
                results.add(threads.submit(() -> {
                    try (LineFit learner = new LineFit(rank, 2)) {
                        // Only rank 1 computes an infinity; both skip the step.
                        LineFit broken = rank.rank() == 1 ? learner.brokenFrom(20) : learner;
                        return run(rank, broken, config(20, 2), "skips", said);
                    }
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            threads.shutdownNow();
        }
        Path file = folder.resolve("skips/skipped/step-00000020.json");
        assertThat(said)
                .contains(
                        "step 20: the gradient is not finite; the step is skipped. In it were sample 2, sample 3; see "
                                + file);
        assertThat(Files.readString(file)).contains("\"rank\" : 1", "\"NaN\"").doesNotContain("sample 0");
        assertThat(file.getParent()).isDirectoryContaining(other -> other.equals(file));
    }

    @Test
    void aBatchThatDoesNotDivideIsTheUsersFault() {
        assertThatThrownBy(() -> config(20, 3).accumulation(2))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("'training.global-batch' is set to 8 but must be a multiple of ranks x"
                        + " 'training.micro-batch' = 2 x 3.");
    }

    private static TrainingConfig config(long steps, int microBatch) {
        OptimizerConfig optimizer = new OptimizerConfig(0.02, 0.1, 3, 0.05, 0.9, 0.95, 1e-8, 1.0);
        return new TrainingConfig(steps, 8, microBatch, 1, 5, 0, 5, 2, 0, 4, Precision.AUTO, true, optimizer);
    }

    private static TrainingConfig withoutOverlap(TrainingConfig c) {
        return new TrainingConfig(
                c.steps(),
                c.globalBatch(),
                c.microBatch(),
                c.seed(),
                c.logEvery(),
                c.evaluateEvery(),
                c.checkpointEvery(),
                c.keepLast(),
                c.keepEvery(),
                c.maxSkippedSteps(),
                c.precision(),
                false,
                c.optimizer());
    }

    private float[] train(int world, TrainingConfig config, String name) throws Exception {
        return train(world, config, name, new ArrayList<>());
    }

    private float[] train(int world, TrainingConfig config, String name, List<String> said) throws Exception {
        List<Collective> ranks = world == 1 ? List.of(new SoloCollective()) : List.copyOf(LocalCollective.group(world));
        ExecutorService threads = Executors.newFixedThreadPool(world);
        try {
            List<Future<float[]>> results = new ArrayList<>();
            for (Collective rank : ranks) {
                results.add(threads.submit(() -> {
                    try (LineFit learner = new LineFit(rank, config.microBatch())) {
                        return run(rank, learner, config, name, said);
                    }
                }));
            }
            return allEqual(results);
        } finally {
            threads.shutdownNow();
        }
    }

    private static float[] allEqual(List<Future<float[]>> results) throws ExecutionException, InterruptedException {
        float[] first = results.get(0).get();
        for (Future<float[]> other : results) {
            assertThat(other.get()).isEqualTo(first);
        }
        return first;
    }

    private float[] run(Collective rank, LineFit learner, TrainingConfig config, String name, List<String> said)
            throws IOException {
        TrainingLoop.run(
                learner, rank, config, Storage.local(), folder.resolve(name).toString(), said::add);
        return learner.weights();
    }

    private static void deleteCheckpoint(Path run, int step) throws IOException {
        Files.delete(run.resolve(String.format("checkpoints/step-%08d/manifest.json", step)));
    }

    private static double lossOf(String line) {
        return Double.parseDouble(line.replaceAll(".*\"loss\":([0-9.E-]+).*", "$1"));
    }

    private static List<Integer> steps(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> Integer.parseInt(line.replaceAll(".*\"step\":(\\d+).*", "$1")))
                .toList();
    }
}
