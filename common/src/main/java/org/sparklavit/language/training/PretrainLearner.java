package org.sparklavit.language.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.RankRows;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.language.ImageFeatures;
import org.sparklavit.language.RowBatch;
import org.sparklavit.language.TrainingFlops;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.train.Learner;
import org.sparklavit.train.LossSum;
import org.sparklavit.train.StepMetrics;

/** Trains a {@link UnifiedModel} on the packed rows of all streams, by the objective that the rows were made for. */
public final class PretrainLearner implements Learner {
    private static final String TOKENS = "tokens";
    private static final String HELD_OUT = "heldOut_";

    private final UnifiedModel model;
    private final FlatParameters parameters;
    private final RankRows rows;
    private final HeldOutRows heldOut;
    private final ImageFeatures features;
    private final Settings settings;
    private final TrainingFlops flops;
    private List<PackedRow> current = List.of();
    private long dropped;
    private long cut;

    /** Gives bound parameters their first values. */
    @FunctionalInterface
    public interface Start {
        /** Writes into the parameters, which hold their random start. */
        void fill(UnifiedModel model) throws IOException;
    }

    /**
     * The numbers of a learner.
     *
     * @param microBatch rows computed at once
     * @param seed of the random start
     * @param regressionWeight of a predicted feature's error beside the cross-entropy of an id
     * @param isRecomputing whether blocks are computed again for their gradients, to save memory
     * @param peakFlops operations a second of all ranks' devices together at their best; 0 if unknown
     */
    public record Settings(
            int microBatch, long seed, double regressionWeight, boolean isRecomputing, double peakFlops) {}

    /**
     * Allocates the parameters of {@code model}.
     *
     * @param rows this rank's; closed with this learner
     * @param features of images that enter as features
     * @param start what is known better than the random start, such as a checkpoint's weights
     */
    public PretrainLearner(
            UnifiedModel model,
            RankRows rows,
            HeldOutRows heldOut,
            ImageFeatures features,
            Settings settings,
            Start start)
            throws IOException {
        this.model = model;
        this.rows = rows;
        this.heldOut = heldOut;
        this.features = features;
        this.settings = settings;
        flops = new TrainingFlops(model.llama().config(), model.vocabulary().size());
        parameters = FlatParameters.inStages(model.stages(), FlatParameters.DEFAULT_BUCKET_BYTES);
        parameters.initialize(settings.seed());
        start.fill(model);
    }

    @Override
    public FlatParameters parameters() {
        return parameters;
    }

    @Override
    public String unit() {
        return TOKENS;
    }

    @Override
    public LossSum loss(NDManager manager, long step, int number, StepMetrics metrics) {
        current = rows.next(settings.microBatch());
        countTokens(current, metrics);
        RowBatch batch = RowBatch.of(manager, current, features);
        CutGraph graph = settings.isRecomputing() ? CutGraph.forgetting() : CutGraph.keeping();
        BatchLoss loss = measured(model.hidden(batch, graph), batch, metrics, "");
        return new LossSum(loss.sum(settings.regressionWeight()), loss.weight(), graph);
    }

    private BatchLoss measured(NDArray hidden, RowBatch batch, StepMetrics metrics, String prefix) {
        BatchLoss loss = BatchLoss.of(model, hidden, batch);
        loss.addTo(metrics, prefix);
        return loss;
    }

    @Override
    public List<String> samples() {
        return current.stream()
                .flatMap(row -> row.sequences().stream())
                .map(TokenSequence::sample)
                .distinct()
                .toList();
    }

    private void countTokens(List<PackedRow> packed, StepMetrics metrics) {
        double tokens = packed.stream().mapToInt(PackedRow::tokens).sum();
        double positions = (double) packed.size() * packed.get(0).ids().length;
        metrics.addCount(TOKENS, tokens);
        metrics.add("padding", 1 - tokens / positions, positions);
        if (settings.peakFlops() > 0) {
            double operations = packed.stream().mapToDouble(flops::of).sum();
            metrics.addCount(StepMetrics.SECONDS_AT_PEAK, operations / settings.peakFlops());
        }
        countIfAny(metrics, "droppedSamples", rows.dropped() - dropped);
        countIfAny(metrics, "cutSamples", rows.cut() - cut);
        dropped = rows.dropped();
        cut = rows.cut();
    }

    /** A figure that is nearly always zero would only fill the log lines. */
    private static void countIfAny(StepMetrics metrics, String name, long count) {
        if (count > 0) {
            metrics.addCount(name, (double) count);
        }
    }

    @Override
    public void evaluate(NDManager manager, long step, StepMetrics metrics) {
        for (List<PackedRow> packed : heldOut.batches(settings.microBatch())) {
            try (NDManager scratch = manager.newSubManager()) {
                RowBatch batch = RowBatch.of(scratch, packed, features);
                measured(model.hidden(batch), batch, metrics, HELD_OUT);
            }
        }
    }

    @Override
    public String dataState() {
        return rows.state();
    }

    @Override
    public void restoreDataState(List<String> statesOfAllRanks) {
        rows.restore(statesOfAllRanks);
        dropped = rows.dropped();
        cut = rows.cut();
    }

    @Override
    public void close() {
        rows.close();
        parameters.close();
    }
}
