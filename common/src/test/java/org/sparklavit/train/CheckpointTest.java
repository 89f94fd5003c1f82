package org.sparklavit.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Precision;

/** Checkpoints of a run of 20 steps, one every 5, that is started again. */
class CheckpointTest {
    /** Worst difference seen between world sizes: 3e-7. */
    private static final Offset<Float> SAME = within(5e-6f);

    private static final OptimizerConfig OPTIMIZER = new OptimizerConfig(0.02, 0.1, 3, 0.05, 0.9, 0.95, 1e-8, 1.0);
    private static final int STEPS = 20;
    private static final int GLOBAL_BATCH = 8;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"4, 2", "2, 4", "4, 1", "1, 4", "2, 2"})
    void anotherWorldSizeContinuesTheSameCurve(int before, int after) throws Exception {
        float[] whole = train(1, "whole").weights();
        train(before, "regrouped");
        damage("regrouped", 20, "manifest.json");
        Outcome resumed = train(after, "regrouped");
        assertThat(resumed.said()).contains("resumed after step 15");
        assertThat(resumed.weights()).containsExactly(whole, SAME);
        if (before == after) {
            assertThat(resumed.weights()).isEqualTo(train(after, "undisturbed").weights());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rank-00000", "rank-00001", "manifest.json"})
    void aDamagedCheckpointFallsBackToTheOneBeforeAndSaysSo(String file) throws Exception {
        float[] whole = train(2, "damaged").weights();
        Path damaged = damage("damaged", 20, file);
        Outcome resumed = train(2, "damaged");
        assertThat(resumed.weights()).isEqualTo(whole);
        assertThat(resumed.said()).contains("resumed after step 15");
        if (!file.equals("manifest.json")) {
            assertThat(resumed.said())
                    .contains("passing over the checkpoint of step 20: " + damaged + " does not have its checksum");
        }
    }

    @Test
    void aFileCutShortAndATornManifestArePassedOverInTurn() throws Exception {
        train(2, "torn");
        Path manifest = file("torn", 20, "manifest.json");
        Files.writeString(manifest, Files.readString(manifest).substring(0, 40));
        Path cut = file("torn", 15, "rank-00001");
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 8));
        Outcome resumed = train(2, "torn");
        assertThat(resumed.said())
                .contains("passing over the checkpoint of step 15: " + cut + " has " + (bytes.length - 8)
                        + " bytes instead of " + bytes.length)
                .anyMatch(line -> line.startsWith("passing over the checkpoint of step 20: "))
                .contains("resumed after step 10");
    }

    @Test
    void theNewestStayAndEveryTenthStep() throws Exception {
        train(2, "kept", config(STEPS, 2, 1, 10));
        assertThat(steps("kept")).containsExactly("step-00000010", "step-00000020");
    }

    @Test
    void whatAKilledAttemptLeftIsNeitherReadNorKept() throws Exception {
        float[] whole = train(2, "whole").weights();
        Path left = folder.resolve("killed/checkpoints/step-00000005/rank-00000-of-00002-0badcafe.safetensors");
        Files.createDirectories(left.getParent());
        Files.writeString(left, "half of a file");
        assertThat(train(2, "killed").weights()).isEqualTo(whole);
        assertThat(left.getParent()).doesNotExist();
    }

    @Test
    @Timeout(60)
    void trainingGoesOnWhileACheckpointIsWritten() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Storage storage = GatedFileSystem.behind(gate);
        String output = "gated://" + folder.resolve("background");
        try (LineFit learner = new LineFit(new SoloCollective(), GLOBAL_BATCH)) {
            // Steps 6 to 9 begin although the checkpoint of step 5 cannot be written before the last of them.
            learner.telling(step -> {
                if (step == 9) {
                    gate.countDown();
                }
            });
            TrainingLoop.run(
                    learner, new SoloCollective(), config(10, GLOBAL_BATCH, 3, 0), storage, output, line -> {});
        }
        assertThat(steps("background")).containsExactly("step-00000005", "step-00000010");
    }

    @Test
    void aWriteThatFailsEndsTheRunWithItsNameAndLosesNothing() throws Exception {
        float[] whole = train(2, "whole").weights();
        Path blocked = folder.resolve("blocked/checkpoints/step-00000010");
        Files.createDirectories(blocked.getParent());
        Files.writeString(blocked, "a file where a folder should be");
        assertThatThrownBy(() -> train(2, "blocked"))
                .rootCause()
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching(
                        "rank [01] on \\S+ cannot write the checkpoint of step 10 in \\Q" + blocked + "\\E: .*"
                                + " Make room or repair the storage, or set 'output' elsewhere; started again, the run goes on"
                                + " from the checkpoint of step 5, which is whole\\.");
        Files.delete(blocked);
        Outcome resumed = train(2, "blocked");
        assertThat(resumed.said()).contains("resumed after step 5");
        assertThat(resumed.weights()).isEqualTo(whole);
    }

    /** What came of a run: the weights of all ranks, and what rank 0 said. */
    private record Outcome(float[] weights, List<String> said) {}

    private static TrainingConfig config(int steps, int microBatch, int keepLast, long keepEvery) {
        return new TrainingConfig(
                steps, GLOBAL_BATCH, microBatch, 1, 5, 0, 5, keepLast, keepEvery, 4, Precision.AUTO, true, OPTIMIZER);
    }

    private Outcome train(int world, String name) throws Exception {
        return train(world, name, config(STEPS, GLOBAL_BATCH / world, 3, 0));
    }

    private Outcome train(int world, String name, TrainingConfig config) throws Exception {
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        ExecutorService threads = Executors.newFixedThreadPool(world);
        try {
            List<Future<float[]>> ranks = new ArrayList<>();
            for (Collective rank : world == 1 ? List.of(new SoloCollective()) : LocalCollective.group(world)) {
                ranks.add(threads.submit(() -> trainRank(rank, name, config, said)));
            }
            return new Outcome(allEqual(ranks), said);
        } finally {
            threads.shutdownNow();
        }
    }

    private float[] trainRank(Collective rank, String name, TrainingConfig config, List<String> said)
            throws IOException {
        try (LineFit learner = new LineFit(rank, config.microBatch())) {
            String output = folder.resolve(name).toString();
            TrainingLoop.run(learner, rank, config, Storage.local(), output, said::add);
            return learner.weights();
        }
    }

    private static float[] allEqual(List<Future<float[]>> ranks) throws ExecutionException, InterruptedException {
        float[] first = ranks.get(0).get();
        for (Future<float[]> other : ranks) {
            assertThat(other.get()).isEqualTo(first);
        }
        return first;
    }

    private List<String> steps(String name) throws IOException {
        try (Stream<Path> steps = Files.list(folder.resolve(name).resolve("checkpoints"))) {
            return steps.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private Path file(String name, int step, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(String.format("%s/checkpoints/step-%08d", name, step)))) {
            return files.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Turns a bit, or takes the manifest away. */
    private Path damage(String name, int step, String prefix) throws IOException {
        Path file = file(name, step, prefix);
        if (prefix.equals("manifest.json")) {
            Files.delete(file);
            return file;
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        return file;
    }
}
