package org.sparklavit.tokenizer.bench;

import java.io.IOException;
import org.sparklavit.bench.Rounds;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.vision.MaskGradient;
import org.sparklavit.vision.TrainedTokenizer;
import org.sparklavit.vision.training.CodebookConfig;
import org.sparklavit.vision.training.ObjectiveConfig;
import org.sparklavit.vision.training.RecipeConfig;

/** The rows about training: whole steps, from pixels to updated weights; both sides must have the same first loss. */
final class Trainings {
    private static final double GOAL = 1;
    private static final long FOREVER = 1_000_000_000;
    private static final ObjectiveConfig OBJECTIVE =
            new ObjectiveConfig(BenchmarkTokenizer.RHO, 2, ObjectiveConfig.RateOver.BATCH, 1);
    private static final CodebookConfig CODEBOOK =
            new CodebookConfig(CodebookConfig.Start.RANDOM, 1, 1, CodebookConfig.Update.EMA, 0.99, 1_000_000, true);

    private final TokenizerBenchmark benchmark;
    private final Size size;
    private final TrainedTokenizer trained;
    private final ImageBatch batch;

    Trainings(TokenizerBenchmark benchmark, TrainedTokenizer trained, ImageBatch batch) {
        this.benchmark = benchmark;
        this.trained = trained;
        this.batch = batch;
        size = benchmark.size;
    }

    /** The stage without quantisation, in which a gradient goes to the mask: there is no packed form. */
    void continuous() throws IOException {
        benchmark.peer.ask("train", "stage", "continuous");
        double official = benchmark.peer.ask("step").get("loss").asDouble();
        try (SteppedTraining ours = training(FOREVER, false)) {
            ours.step();
            Rounds rounds = Rounds.run(TokenizerBenchmark.WARM_UP, size.rounds(), ours::step, benchmark.peer("step"));
            benchmark.report.row(size, "train, continuous", rounds, batch.size(), new int[] {-1, 0, 1}, GOAL);
            benchmark.report.note(size, "first loss, continuous: ours", ours.firstLoss());
            benchmark.report.note(size, "first loss, continuous: PyTorch", official);
        }
        benchmark.peer.ask("forget");
    }

    /** The quantised stage: the selector stands still (packed) or learns (dense). */
    void quantised() throws IOException {
        benchmark.peer.ask("load", "folder", benchmark.folder.toString());
        benchmark.peer.ask("train", "stage", "quantised");
        double official = benchmark.peer.ask("step").get("loss").asDouble();
        try (SteppedTraining packed = training(0, false);
                SteppedTraining dense = training(0, true)) {
            packed.step();
            dense.step();
            Rounds rounds = Rounds.run(
                    TokenizerBenchmark.WARM_UP, size.rounds(), packed::step, dense::step, benchmark.peer("step"));
            benchmark.report.row(size, "train, quantised", rounds, batch.size(), new int[] {0, 1, 2}, GOAL);
            benchmark.report.note(size, "first loss, quantised: ours", packed.firstLoss());
            benchmark.report.note(size, "first loss, quantised: PyTorch", official);
        }
        benchmark.peer.ask("forget");
    }

    private SteppedTraining training(long continuousSteps, boolean trainSelector) throws IOException {
        RecipeConfig recipe =
                new RecipeConfig(continuousSteps, trainSelector, 1, MaskGradient.BOUNDED, OBJECTIVE, CODEBOOK);
        return new SteppedTraining(size, benchmark.folder, trained.encoder(), recipe, batch);
    }
}
