package org.sparklavit.language.training;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.RankRows;
import org.sparklavit.language.RowBatch;
import org.sparklavit.language.UnifiedModel;
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
    private final Settings settings;
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
     */
    public record Settings(int microBatch, long seed, double regressionWeight) {}

    /**
     * Allocates the parameters of {@code model}.
     *
     * @param rows this rank's; closed with this learner
     * @param start what is known better than the random start, such as a checkpoint's weights
     */
    public PretrainLearner(UnifiedModel model, RankRows rows, HeldOutRows heldOut, Settings settings, Start start)
            throws IOException {
        this.model = model;
        this.rows = rows;
        this.heldOut = heldOut;
        this.settings = settings;
        parameters = FlatParameters.allocate(model.parameters());
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
        List<PackedRow> packed = rows.next(settings.microBatch());
        RowBatch batch = RowBatch.of(manager, packed);
        BatchLoss loss = BatchLoss.of(model, model.hidden(batch), batch);
        loss.addTo(metrics, "");
        countTokens(packed, metrics);
        return loss.sum(settings.regressionWeight());
    }

    private void countTokens(List<PackedRow> packed, StepMetrics metrics) {
        double tokens = packed.stream().mapToInt(PackedRow::tokens).sum();
        double positions = (double) packed.size() * packed.get(0).ids().length;
        metrics.addCount(TOKENS, tokens);
        metrics.add("padding", 1 - tokens / positions, positions);
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
                RowBatch batch = RowBatch.of(scratch, packed);
                BatchLoss.of(model, model.hidden(batch), batch).addTo(metrics, HELD_OUT);
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
