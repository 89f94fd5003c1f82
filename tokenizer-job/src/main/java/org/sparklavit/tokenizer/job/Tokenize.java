package org.sparklavit.tokenizer.job;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.Run;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.tokenizer.tokenize.PartTokenizer;
import org.sparklavit.tokenizer.tokenize.TokenizeConfig;
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
        return parts(Storage.local(), config).plan(config.input(), "token files");
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
        ShardParts parts = parts(storage, config);
        TokenMetadata metadata = metadata(storage, loaded);
        parts.run(context, loaded, metadata.tokenizerFingerprint(), (uri, name, progress) -> {
            try (TrainedTokenizer tokenizer = new TokenizerFolder(storage, config.tokenizer()).load()) {
                return new PartTokenizer(storage, config, tokenizer, metadata, progress).run(uri, name);
            }
        });
    }

    private static ShardParts parts(Storage storage, TokenizeConfig config) throws IOException {
        return ShardParts.open(storage, PartTokenizer.KIND, config.input(), config.output());
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
}
