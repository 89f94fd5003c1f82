package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.cluster.ProgressCounter;
import org.sparklavit.cluster.ProgressPrinter;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.output.OutputFolder;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.output.Run;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.parquet.TableFile;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.tokenizer.shard.ShardFolder;
import org.sparklavit.tokenizer.tokenize.PartResult;
import org.sparklavit.tokenizer.tokenize.PartTokenizer;
import org.sparklavit.tokenizer.tokenize.TokenizeConfig;
import org.sparklavit.tokenizer.tokenize.TokenizeReport;
import org.sparklavit.vision.TokenizerCard;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

/** Turns shards of images into a dump of discrete visual tokens (docs/token-format.md), one Spark task a shard. */
public final class Tokenize implements JobBody<TokenizeConfig> {
    private static final String NAME = "tokenize";

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(
                TokenizeConfig.class,
                NAME,
                "Turns a sharded corpus into Parquet files of discrete visual tokens.",
                args,
                new Tokenize());
    }

    @Override
    public String plan(TokenizeConfig config) throws IOException {
        Storage storage = Storage.local();
        Table table = ShardFolder.open(storage, config.input());
        int parts = table.files().size();
        int there = finished(storage, config.output(), parts).size();
        return "  read " + table.rows() + " samples in " + parts + " shards of " + config.input()
                + "\n  write as many token files to " + config.output()
                + (there == 0 ? "" : "\n  keep " + there + " of them, which are there already");
    }

    @Override
    public void run(Loaded<TokenizeConfig> loaded) throws IOException {
        try (SparkSession spark = SparkSessions.batch(NAME)) {
            run(JavaSparkContext.fromSparkContext(spark.sparkContext()), loaded);
        }
    }

    static void run(JavaSparkContext context, Loaded<TokenizeConfig> loaded) throws IOException {
        Storage storage = new Storage(context.hadoopConfiguration());
        TokenizeConfig config = loaded.value().qualified(storage);
        Table table = ShardFolder.open(storage, config.input());
        TokenMetadata metadata = metadata(storage, loaded);
        OutputFolder folder = new OutputFolder(storage, config.output());
        folder.begin(run(loaded, table, metadata));
        int all = table.files().size();
        Map<Integer, PartResult> parts = finished(storage, config.output(), all);
        if (!parts.isEmpty()) {
            System.out.println(
                    "tokenize: keeps " + parts.size() + " of the " + all + " parts, which are there already");
        }
        if (parts.size() == all && folder.isComplete()) {
            System.out.println("tokenize: nothing is left to do");
            return;
        }
        parts.putAll(missing(context, storage, table, config, metadata, parts));
        TokenizeReport report = new TokenizeReport(table.rows(), List.copyOf(parts.values()));
        System.out.println(report.summary(config.output()));
        System.out.println("  " + PartStatistics.read(storage, config.output()).rate());
        report.check();
        folder.complete(report.toJson(metadata.tokenizerFingerprint(), loaded.effectiveHocon()));
    }

    private static Run run(Loaded<TokenizeConfig> loaded, Table table, TokenMetadata metadata) {
        List<StoredFile> shards = table.files().stream().map(TableFile::file).toList();
        long bytes = shards.stream().mapToLong(StoredFile::bytes).sum();
        Map<String, String> facts =
                Map.of("the input", Run.describe(shards, bytes), "the tokenizer", metadata.tokenizerFingerprint());
        return Run.of(NAME, loaded.effectiveHocon(), facts);
    }

    private static Map<Integer, PartResult> finished(Storage storage, String output, int parts) throws IOException {
        Map<Integer, PartResult> finished = new TreeMap<>();
        for (int part = 0; part < parts; part++) {
            int number = part;
            PartResult.find(storage, output, PartResult.name(part)).ifPresent(result -> finished.put(number, result));
        }
        return finished;
    }

    private static TokenMetadata metadata(Storage storage, Loaded<TokenizeConfig> loaded) throws IOException {
        TokenizeConfig config = loaded.value();
        TokenizerCard card = new TokenizerFolder(storage, config.tokenizer()).card();
        return new TokenMetadata(
                card.fingerprint(),
                card.tokenizer().codebookSize(),
                card.tokenizer().codeWidth(),
                config.storeFeatures() ? card.encoder().width() : 0,
                card.encoder().description(),
                card.keepRatio(),
                Run.version(),
                loaded.effectiveHocon());
    }

    private static Map<Integer, PartResult> missing(
            JavaSparkContext context,
            Storage storage,
            Table table,
            TokenizeConfig config,
            TokenMetadata metadata,
            Map<Integer, PartResult> finished) {
        List<TableFile> shards = table.files();
        Map<Integer, String> uris = new TreeMap<>();
        for (int part = 0; part < shards.size(); part++) {
            if (!finished.containsKey(part)) {
                uris.put(part, shards.get(part).file().uri());
            }
        }
        long images = uris.keySet().stream()
                .mapToLong(part -> shards.get(part).rows())
                .sum();
        List<Integer> parts = List.copyOf(uris.keySet());
        try (ProgressPrinter progress = ProgressPrinter.start(context.sc(), NAME, "images", images)) {
            ProgressCounter counter = progress.counter();
            List<PartResult> results = context.parallelize(parts, Math.max(1, parts.size()))
                    .map(part -> tokenize(storage, config, metadata, uris.get(part), part, counter))
                    .collect();
            return IntStream.range(0, parts.size()).boxed().collect(Collectors.toMap(parts::get, results::get));
        }
    }

    private static PartResult tokenize(
            Storage storage,
            TokenizeConfig config,
            TokenMetadata metadata,
            String uri,
            int part,
            ProgressCounter counter)
            throws IOException {
        try (TrainedTokenizer tokenizer = new TokenizerFolder(storage, config.tokenizer()).load()) {
            return new PartTokenizer(storage, config, tokenizer, metadata, counter::add)
                    .run(uri, PartResult.name(part));
        }
    }
}
