package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.cluster.ProgressCounter;
import org.sparklavit.cluster.ProgressPrinter;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
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
        Table table = ShardFolder.open(Storage.local(), config.input());
        return "  read " + table.rows() + " samples in " + table.files().size() + " shards of " + config.input()
                + "\n  write as many token files to " + config.output();
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
        if (!storage.isEmpty(config.output())) {
            throw new ConfigException(
                    "output = " + config.output() + " already holds something; remove it, or name another folder");
        }
        TokenMetadata metadata = metadata(storage, loaded);
        storage.writeText(Storage.child(config.output(), "config.conf"), loaded.effectiveHocon());
        TokenizeReport report = new TokenizeReport(table.rows(), parts(context, storage, table, config, metadata));
        System.out.println(report.summary(config.output()));
        report.check();
        storage.writeText(
                Storage.child(config.output(), "_manifest.json"),
                report.toJson(metadata.tokenizerFingerprint(), loaded.effectiveHocon()));
    }

    private static TokenMetadata metadata(Storage storage, Loaded<TokenizeConfig> loaded) throws IOException {
        TokenizeConfig config = loaded.value();
        TokenizerCard card = new TokenizerFolder(storage, config.tokenizer()).card();
        String version = Tokenize.class.getPackage().getImplementationVersion();
        return new TokenMetadata(
                card.fingerprint(),
                card.tokenizer().codebookSize(),
                card.tokenizer().codeWidth(),
                config.storeFeatures() ? card.encoder().width() : 0,
                card.encoder().description(),
                card.keepRatio(),
                version == null ? "development" : version,
                loaded.effectiveHocon());
    }

    private static List<PartResult> parts(
            JavaSparkContext context, Storage storage, Table table, TokenizeConfig config, TokenMetadata metadata) {
        List<String> uris = table.files().stream()
                .map(TableFile::file)
                .map(file -> file.uri())
                .toList();
        List<Integer> numbers = IntStream.range(0, uris.size()).boxed().toList();
        try (ProgressPrinter progress = ProgressPrinter.start(context.sc(), NAME, "images", table.rows())) {
            ProgressCounter counter = progress.counter();
            return context.parallelize(numbers, numbers.size())
                    .map(part -> tokenize(storage, config, metadata, uris.get(part), part, counter))
                    .collect();
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
                    .run(uri, String.format("part-%05d.parquet", part));
        }
    }
}
