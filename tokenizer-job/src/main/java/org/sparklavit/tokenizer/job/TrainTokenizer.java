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
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tokenizer.training.TokenizerTraining;
import org.sparklavit.tokenizer.training.TrainTokenizerConfig;
import org.sparklavit.tokenizer.training.TrainingImages;
import org.sparklavit.vision.TokenizerFolder;

/** {@code submit/train-tokenizer.sh}: trains the dynamic visual tokenizer, one rank per executor slot. */
public final class TrainTokenizer implements JobBody<TrainTokenizerConfig> {
    static final String SUMMARY =
            "Trains the dynamic visual tokenizer on a frozen encoder, one rank per executor slot.";

    /** The final figures, for whoever sums up. */
    static final String REPORT = "train-tokenizer.json";

    private static final String NAME = "train-tokenizer";

    private TrainTokenizer() {}

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(TrainTokenizerConfig.class, NAME, SUMMARY, args, new TrainTokenizer());
    }

    @Override
    public String plan(TrainTokenizerConfig config) {
        int batch = config.training().globalBatch();
        return String.format(
                "read     %s%nencode   with %s, frozen%ntrain    %d steps of %d images on %d ranks: %d without"
                        + " quantisation, then %d with %d codes of width %d%nwrite    %s",
                config.input(),
                config.encoder().weights(),
                config.training().steps(),
                batch,
                config.worldSize(),
                config.recipe().continuousSteps(),
                config.training().steps() - config.recipe().continuousSteps(),
                config.tokenizer().codebookSize(),
                config.tokenizer().codeWidth(),
                config.output());
    }

    @Override
    public void run(Loaded<TrainTokenizerConfig> loaded) throws IOException {
        try (SparkSession spark = SparkSessions.training(NAME)) {
            run(JavaSparkContext.fromSparkContext(spark.sparkContext()), loaded);
        }
    }

    static void run(JavaSparkContext spark, Loaded<TrainTokenizerConfig> loaded) throws IOException {
        Storage storage = new Storage(spark.hadoopConfiguration());
        TrainTokenizerConfig config = loaded.value().qualified(storage);
        TrainingOutput output = new TrainingOutput(storage, config.output());
        output.refuseForeign();
        config.training().accumulation(config.worldSize());
        TrainingImages images = TrainingImages.find(config, storage);
        // Before any rank starts: a wrong encoder should cost seconds.
        config.encoder().load(storage).close();
        output.writeConfig(loaded.effectiveHocon());
        long start = System.nanoTime();
        TreeMap<String, Double> figures =
                BarrierRunner.run(spark, new BarrierJob(NAME, config.worldSize(), config.maxRestarts()), rank -> {
                    Tensors.useGpu(rank.gpu());
                    return new TreeMap<>(
                            TokenizerTraining.run(config, images, storage, rank.collective(), rank::report));
                });
        report(config, output, figures, (System.nanoTime() - start) / 1e9);
    }

    private static void report(
            TrainTokenizerConfig config, TrainingOutput output, Map<String, Double> figures, double seconds)
            throws IOException {
        String fingerprint =
                new TokenizerFolder(output.storage(), config.output()).card().fingerprint();
        ObjectNode report = JsonNodeFactory.instance
                .objectNode()
                .put("steps", config.training().steps())
                .put("worldSize", config.worldSize())
                .put("wallSeconds", seconds)
                .put("fingerprint", fingerprint);
        output.writeReport(REPORT, report, figures);
        System.out.printf(
                Locale.ROOT,
                "tokenizer %s in %s after %.0f s: reconstruction %.4f, kept share %.3f, codes in use %.1f%%%n",
                fingerprint.substring(0, 12),
                config.output(),
                seconds,
                figures.getOrDefault("heldOutReconstruction", figures.get("reconstruction")),
                figures.getOrDefault("heldOutKeptRate", figures.get("keptRate")),
                100 * figures.getOrDefault("heldOutCodeUsage", figures.getOrDefault("codeUsage", Double.NaN)));
    }
}
