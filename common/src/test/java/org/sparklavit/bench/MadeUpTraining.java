package org.sparklavit.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.Lanes;
import org.sparklavit.data.stream.MadeUpStreams;
import org.sparklavit.data.stream.PackedLane;
import org.sparklavit.data.stream.RankRows;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.language.RopeConfig;
import org.sparklavit.language.StoredFeatures;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.language.training.HeldOutRows;
import org.sparklavit.language.training.PretrainLearner;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Precision;
import org.sparklavit.train.OptimizerConfig;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.train.TrainingLoop;

/**
 * A run of the language model on made-up streams, in the loop that the job uses.
 *
 * @param rows a rank computes in a step
 */
record MadeUpTraining(LlamaConfig llama, int window, int rows) {
    private static final OptimizerConfig OPTIMIZER = new OptimizerConfig(1e-4, 1, 0, 0.05, 0.9, 0.95, 1e-8, 1);

    static LlamaConfig llama(int width, int blocks, int heads, int mlpWidth) {
        RopeConfig rope = new RopeConfig(10_000, new RopeConfig.None());
        return new LlamaConfig(width, blocks, heads, 0, mlpWidth, 1024, rope, 1e-5, false);
    }

    /** How long, and how often what. */
    record Plan(long steps, long logEvery, long checkpointEvery, boolean overlaps) {}

    long parameters() {
        return new UnifiedModel(llama, MadeUpStreams.VOCABULARY, 0)
                .parameters().stream().mapToLong(Parameter::size).sum();
    }

    /** Trains and returns the last figures. */
    Map<String, Double> run(Collective rank, Plan plan, String output, Consumer<String> console) throws IOException {
        int world = rank.worldSize();
        TrainingConfig config = new TrainingConfig(
                plan.steps(),
                world * rows,
                rows,
                1,
                plan.logEvery(),
                0,
                plan.checkpointEvery(),
                1,
                0,
                1,
                Precision.FLOAT32,
                plan.overlaps(),
                OPTIMIZER);
        List<PackedLane> lanes = Lanes.ofRank(rank.rank(), world, world).stream()
                .map(lane -> MadeUpStreams.lane(lane, world, 1, List.of(1.0, 1.0, 2.0), window))
                .toList();
        try (PretrainLearner learner = new PretrainLearner(
                new UnifiedModel(llama, MadeUpStreams.VOCABULARY, 0),
                new RankRows(lanes, rows),
                HeldOutRows.none(),
                new StoredFeatures(),
                new PretrainLearner.Settings(rows, 1, 0, false, 0),
                model -> {})) {
            return TrainingLoop.run(learner, rank, config, Storage.local(), output, console);
        }
    }
}
