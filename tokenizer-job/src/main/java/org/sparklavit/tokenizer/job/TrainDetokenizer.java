package org.sparklavit.tokenizer.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.cluster.BarrierJob;
import org.sparklavit.cluster.BarrierRunner;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.diffusion.DetokenizerFolder;
import org.sparklavit.diffusion.training.DetokenizerLearner;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tokenizer.detokenizer.DetokenizerImages;
import org.sparklavit.tokenizer.detokenizer.DetokenizerTraining;
import org.sparklavit.tokenizer.detokenizer.TrainDetokenizerConfig;
import org.sparklavit.vision.TokenizerCard;
import org.sparklavit.vision.TokenizerFolder;

/** {@code submit/train-detokenizer.sh}: trains a diffusion model to draw a tokenizer's tokens, one rank per slot. */
public final class TrainDetokenizer implements JobBody<TrainDetokenizerConfig> {
    static final String SUMMARY =
            "Trains a diffusion model that draws the tokens of a trained tokenizer, one rank per executor slot.";

    /** The final figures, for whoever sums up. */
    static final String REPORT = "train-detokenizer.json";

    private static final String NAME = "train-detokenizer";

    private TrainDetokenizer() {}

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(TrainDetokenizerConfig.class, NAME, SUMMARY, args, new TrainDetokenizer());
    }

    @Override
    public String plan(TrainDetokenizerConfig config) {
        return String.format(
                "read     %s%s%ntokens   of %s, frozen%ntrain    %d steps of %d images on %d ranks, drawn in %s%nwrite    %s",
                config.input(),
                config.latents().isEmpty() ? "" : ", with latents of " + config.latents(),
                config.tokenizer(),
                config.training().steps(),
                config.training().globalBatch(),
                config.worldSize(),
                config.recipe().space(),
                config.output());
    }

    @Override
    public void run(Loaded<TrainDetokenizerConfig> loaded) throws IOException {
        try (SparkSession spark = SparkSessions.training(NAME)) {
            run(JavaSparkContext.fromSparkContext(spark.sparkContext()), loaded);
        }
    }

    static void run(JavaSparkContext spark, Loaded<TrainDetokenizerConfig> loaded) throws IOException {
        Storage storage = new Storage(spark.hadoopConfiguration());
        TrainDetokenizerConfig config = loaded.value().qualified(storage);
        TrainingOutput output = new TrainingOutput(storage, config.output());
        output.refuseForeign();
        config.training().accumulation(config.worldSize());
        // Before any rank starts: a wrong tokenizer, U-Net or latent should cost seconds.
        TokenizerCard card = new TokenizerFolder(storage, config.tokenizer()).card();
        DetokenizerLearner.check(storage, config.recipe());
        DetokenizerImages images = DetokenizerImages.find(config, card.encoder().preprocessing(), storage);
        output.writeConfig(loaded.effectiveHocon());
        long start = System.nanoTime();
        TreeMap<String, Double> figures =
                BarrierRunner.run(spark, new BarrierJob(NAME, config.worldSize(), config.maxRestarts()), rank -> {
                    Tensors.useGpu(rank.gpu());
                    return new TreeMap<>(
                            DetokenizerTraining.run(config, images, storage, rank.collective(), rank::report));
                });
        report(config, output, figures, (System.nanoTime() - start) / 1e9);
    }

    private static void report(
            TrainDetokenizerConfig config, TrainingOutput output, Map<String, Double> figures, double seconds)
            throws IOException {
        String fingerprint =
                new DetokenizerFolder(output.storage(), config.output()).card().tokenizerFingerprint();
        ObjectNode report = JsonNodeFactory.instance
                .objectNode()
                .put("steps", config.training().steps())
                .put("worldSize", config.worldSize())
                .put("wallSeconds", seconds)
                .put("tokenizerFingerprint", fingerprint);
        output.writeReport(REPORT, report, figures);
        System.out.printf(
                Locale.ROOT,
                "detokenizer for tokenizer %s in %s after %.0f s: loss %.4f%n",
                fingerprint.substring(0, 12),
                config.output(),
                seconds,
                figures.getOrDefault("heldOutLoss", figures.get("loss")));
    }
}
