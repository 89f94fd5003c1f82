package org.sparklavit.pretrain.job;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.cluster.Gpus;
import org.sparklavit.cluster.PartTasks;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.output.OutputFolder;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.output.Run;
import org.sparklavit.pretrain.generate.AnswerPictures;
import org.sparklavit.pretrain.generate.Answerer;
import org.sparklavit.pretrain.generate.GenerateConfig;
import org.sparklavit.pretrain.generate.GenerateReport;
import org.sparklavit.pretrain.generate.OnePrompt;
import org.sparklavit.pretrain.generate.PartGenerator;
import org.sparklavit.pretrain.generate.PartResult;
import org.sparklavit.pretrain.generate.PromptFiles;
import org.sparklavit.pretrain.generate.PromptPart;
import org.sparklavit.pretrain.generate.WeightFiles;
import org.sparklavit.tensor.Tensors;

/**
 * {@code submit/generate.sh}: captions, answers, draws and completes. One prompt runs in the driver alone; a file of
 * prompts is an ordinary Spark job, one task a part, and may be killed anywhere and started again.
 */
public final class Generate implements JobBody<GenerateConfig> {
    private static final String NAME = "generate";
    private static final String HADOOP_PREFIX = "spark.hadoop.";

    Generate() {}

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(
                GenerateConfig.class,
                NAME,
                "Lets a pretrained model caption and draw, answer questions and go on with texts.",
                args,
                new Generate());
    }

    @Override
    public String plan(GenerateConfig config) throws IOException {
        Storage storage = storage();
        Answerer.check(config, storage);
        if (config.input().isEmpty()) {
            return "  answer one prompt with " + config.model();
        }
        List<PromptPart> parts = parts(storage, config);
        int there = finished(storage, config, parts.size()).size();
        return "  answer " + rows(parts) + " prompts of " + config.input().get() + " with " + config.model()
                + "\n  write " + parts.size() + " files to " + config.output().orElseThrow()
                + (there == 0 ? "" : "\n  keep " + there + " of them, which are there already");
    }

    @Override
    public void run(Loaded<GenerateConfig> loaded) throws IOException {
        if (loaded.value().input().isEmpty()) {
            Tensors.useGpu(Gpus.ofDriver());
            new OnePrompt(loaded.value(), storage()).run(System.out);
            return;
        }
        try (SparkSession spark = SparkSessions.batch(NAME)) {
            run(JavaSparkContext.fromSparkContext(spark.sparkContext()), loaded);
        }
    }

    /** Set up by {@code spark.hadoop.*}, where no Spark is started. */
    static Storage storage() {
        Configuration configuration = new Configuration();
        for (var setting : new SparkConf().getAllWithPrefix(HADOOP_PREFIX)) {
            configuration.set(setting._1(), setting._2());
        }
        return new Storage(configuration);
    }

    static void run(JavaSparkContext context, Loaded<GenerateConfig> loaded) throws IOException {
        Storage storage = new Storage(context.hadoopConfiguration());
        GenerateConfig config = loaded.value().qualified(storage);
        Answerer.check(config, storage);
        String output = config.output().orElseThrow();
        List<PromptPart> parts = parts(storage, config);
        OutputFolder folder = new OutputFolder(storage, output);
        folder.begin(run(loaded, storage, config));
        Map<Integer, PartResult> done = finished(storage, config, parts.size());
        if (!done.isEmpty()) {
            System.out.println(
                    "generate: keeps " + done.size() + " of the " + parts.size() + " parts, which are there already");
        }
        if (done.size() == parts.size() && folder.isComplete()) {
            System.out.println("generate: nothing is left to do");
            return;
        }
        done.putAll(missing(context, storage, config, parts, done));
        GenerateReport report = new GenerateReport(rows(parts), List.copyOf(done.values()));
        System.out.println(report.summary(output));
        System.out.println("  " + PartStatistics.read(storage, output).rate());
        report.check();
        AnswerPictures pictures = new AnswerPictures(storage, output);
        pictures.write(pictures.first(report.parts(), config.sheet())).forEach(file -> System.out.println("  " + file));
        folder.complete(report.toJson(loaded.effectiveHocon()));
    }

    private static List<PromptPart> parts(Storage storage, GenerateConfig config) throws IOException {
        return new PromptFiles(storage, config.columns()).parts(config.input().orElseThrow(), config.promptsPerPart());
    }

    private static long rows(List<PromptPart> parts) {
        return parts.stream().mapToLong(PromptPart::rows).sum();
    }

    /** What is written depends on the prompts and on all weights; the tokenizer must be the one that the model names. */
    private static Run run(Loaded<GenerateConfig> loaded, Storage storage, GenerateConfig config) throws IOException {
        List<StoredFile> prompts =
                new PromptFiles(storage, config.columns()).files(config.input().orElseThrow());
        Map<String, String> facts = new TreeMap<>();
        facts.put(
                "the input",
                Run.describe(
                        prompts, prompts.stream().mapToLong(StoredFile::bytes).sum()));
        facts.put("the model", WeightFiles.describe(storage, config.model()));
        if (config.detokenizer().isPresent()) {
            facts.put(
                    "the detokenizer",
                    WeightFiles.describe(storage, config.detokenizer().get()));
        }
        return Run.of(NAME, loaded.effectiveHocon(), facts);
    }

    private static Map<Integer, PartResult> finished(Storage storage, GenerateConfig config, int parts)
            throws IOException {
        Map<Integer, PartResult> finished = new TreeMap<>();
        for (int part = 0; part < parts; part++) {
            int number = part;
            PartResult.find(storage, config.output().orElseThrow(), PartResult.name(part))
                    .ifPresent(result -> finished.put(number, result));
        }
        return finished;
    }

    private static Map<Integer, PartResult> missing(
            JavaSparkContext context,
            Storage storage,
            GenerateConfig config,
            List<PromptPart> parts,
            Map<Integer, PartResult> done) {
        SortedMap<Integer, Long> rows = new TreeMap<>();
        for (int part = 0; part < parts.size(); part++) {
            if (!done.containsKey(part)) {
                rows.put(part, parts.get(part).rows());
            }
        }
        // Optional settings do not travel; their text does.
        String hocon = ConfigLoader.of(config).effectiveHocon();
        return PartTasks.run(
                context,
                NAME,
                "prompts",
                rows,
                (part, progress) -> generate(storage, hocon, parts.get(part), part, progress));
    }

    private static PartResult generate(
            Storage storage, String hocon, PromptPart part, int number, LongConsumer progress) throws IOException {
        Tensors.useGpu(Gpus.ofTask());
        GenerateConfig config = ConfigLoader.loadText(GenerateConfig.class, hocon, "the driver's configuration")
                .value();
        try (Answerer answerer = Answerer.load(config, storage)) {
            return new PartGenerator(storage, config, answerer, progress).run(part, PartResult.name(number));
        }
    }
}
