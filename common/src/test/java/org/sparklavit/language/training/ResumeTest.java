package org.sparklavit.language.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.Lanes;
import org.sparklavit.data.stream.MadeUpStreams;
import org.sparklavit.data.stream.PackedLane;
import org.sparklavit.data.stream.RankRows;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.language.RopeConfig;
import org.sparklavit.language.StoredFeatures;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Precision;
import org.sparklavit.train.Learner;
import org.sparklavit.train.LossSum;
import org.sparklavit.train.OptimizerConfig;
import org.sparklavit.train.StepMetrics;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.train.TrainingLoop;

/**
 * A run that was stopped and continued has the bits of the run that was not, losses and weights. The three sources end
 * an epoch every few steps, at different places, and texts are cut to fill rows.
 */
class ResumeTest {
    private static final int WORLD = 2;
    private static final int STEPS = 14;
    private static final int CHECKPOINT_EVERY = 3;
    private static final int LANES = 4;
    private static final int GLOBAL_BATCH = 8;
    private static final int MICRO_BATCH = 2;
    private static final int WINDOW = 40;
    private static final int NEVER = STEPS + 1;

    @TempDir
    private static Path folder;

    private static float[] whole;
    private static List<String> losses;

    @BeforeAll
    static void runWithoutStop() throws Exception {
        whole = train("whole", NEVER);
        losses = losses("whole");
        assertThat(losses).hasSize(STEPS);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9, 10})
    void stoppedInAnyStep(int stop) throws Exception {
        String name = "stopped-" + stop;
        assertThatThrownBy(() -> train(name, stop)).isInstanceOf(ExecutionException.class);
        assertThat(train(name, NEVER)).isEqualTo(whole);
        assertThat(losses(name)).isEqualTo(losses);
    }

    @Test
    void stoppedAgainAndAgain() throws Exception {
        for (int stop : new int[] {5, 5, 14}) {
            assertThatThrownBy(() -> train("often", stop)).isInstanceOf(ExecutionException.class);
        }
        assertThat(train("often", NEVER)).isEqualTo(whole);
        assertThat(losses("often")).isEqualTo(losses);
    }

    /** Returns the weights at the end. */
    private static float[] train(String name, int stop) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WORLD);
        try {
            List<Future<float[]>> ranks = new ArrayList<>();
            for (Collective rank : LocalCollective.group(WORLD)) {
                ranks.add(threads.submit(() -> trainRank(rank, name, stop)));
            }
            float[] first = ranks.get(0).get();
            assertThat(ranks.get(1).get()).isEqualTo(first);
            return first;
        } finally {
            threads.shutdownNow();
        }
    }

    private static float[] trainRank(Collective rank, String name, int stop) throws IOException {
        LlamaConfig llama =
                new LlamaConfig(16, 2, 2, 1, 24, 64, new RopeConfig(100, new RopeConfig.None()), 1e-5, false);
        OptimizerConfig optimizer = new OptimizerConfig(0.01, 0.1, 3, 0.01, 0.9, 0.95, 1e-8, 1.0);
        TrainingConfig config = new TrainingConfig(
                STEPS, GLOBAL_BATCH, MICRO_BATCH, 1, 1, 0, CHECKPOINT_EVERY, 2, 0, 3, Precision.AUTO, true, optimizer);
        List<PackedLane> lanes = Lanes.ofRank(rank.rank(), WORLD, LANES).stream()
                .map(lane -> MadeUpStreams.lane(lane, LANES, 1, List.of(1.0, 1.0, 2.0), WINDOW))
                .toList();
        try (PretrainLearner learner = new PretrainLearner(
                new UnifiedModel(llama, MadeUpStreams.VOCABULARY, 0),
                new RankRows(lanes, GLOBAL_BATCH / LANES),
                HeldOutRows.none(),
                new StoredFeatures(),
                new PretrainLearner.Settings(MICRO_BATCH, 1, 0, false, 0),
                model -> {})) {
            String output = folder.resolve(name).toString();
            TrainingLoop.run(new Stopping(learner, stop), rank, config, Storage.local(), output, line -> {});
            return learner.parameters().buckets().get(0).values().toFloatArray();
        }
    }

    /** What every step measured, in the decimals of the log, which tell a double from any other. */
    private static List<String> losses(String name) throws IOException {
        List<String> losses = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
            JsonNode figures = new ObjectMapper().readTree(line);
            StringBuilder text = new StringBuilder();
            for (String figure : List.of("step", "loss", "image_text", "text_image", "text", "gradientNorm")) {
                text.append(figures.get(figure)).append(' ');
            }
            losses.add(text.append(figures.path("padding")).toString());
        }
        return losses;
    }

    /** Fails in the middle of a step, behind its first micro-batch. */
    private record Stopping(PretrainLearner learner, int stop) implements Learner {
        @Override
        public LossSum loss(NDManager manager, long step, int microBatch, StepMetrics metrics) {
            if (step == stop && microBatch == 1) {
                throw new IllegalStateException("stopped as asked");
            }
            return learner.loss(manager, step, microBatch, metrics);
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
        public String dataState() {
            return learner.dataState();
        }

        @Override
        public void restoreDataState(List<String> states) {
            learner.restoreDataState(states);
        }

        @Override
        public void close() {
            learner.close();
        }
    }
}
