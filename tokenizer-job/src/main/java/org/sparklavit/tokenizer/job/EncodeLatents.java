package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.latent.LatentMetadata;
import org.sparklavit.data.output.Run;
import org.sparklavit.diffusion.LatentSpace;
import org.sparklavit.tokenizer.latents.EncodeLatentsConfig;
import org.sparklavit.tokenizer.latents.PartEncoder;

/** Turns shards of images into latents (docs/latent-format.md) that train-detokenizer reads, one Spark task a shard. */
public final class EncodeLatents implements JobBody<EncodeLatentsConfig> {
    private static final String NAME = "encode-latents";

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(
                EncodeLatentsConfig.class,
                NAME,
                "Turns a sharded corpus into Parquet files of an autoencoder's latents, for train-detokenizer.",
                args,
                new EncodeLatents());
    }

    @Override
    public String plan(EncodeLatentsConfig config) throws IOException {
        return parts(Storage.local(), config).plan(config.input(), "files of latents");
    }

    @Override
    public void run(Loaded<EncodeLatentsConfig> loaded) throws IOException {
        try (SparkSession spark = SparkSessions.batch(NAME)) {
            run(JavaSparkContext.fromSparkContext(spark.sparkContext()), loaded);
        }
    }

    static void run(JavaSparkContext context, Loaded<EncodeLatentsConfig> loaded) throws IOException {
        Storage storage = new Storage(context.hadoopConfiguration());
        EncodeLatentsConfig config = loaded.value().qualified(storage);
        ShardParts parts = parts(storage, config);
        LatentMetadata metadata = metadata(storage, config, loaded.effectiveHocon());
        parts.run(context, loaded, metadata.autoencoderFingerprint(), (uri, name, progress) -> {
            try (LatentSpace space = config.space().open(storage)) {
                return new PartEncoder(storage, config, space, metadata, progress).run(uri, name);
            }
        });
    }

    private static ShardParts parts(Storage storage, EncodeLatentsConfig config) throws IOException {
        return ShardParts.open(storage, PartEncoder.KIND, config.input(), config.output());
    }

    private static LatentMetadata metadata(Storage storage, EncodeLatentsConfig config, String hocon)
            throws IOException {
        try (LatentSpace space = config.space().open(storage)) {
            return new LatentMetadata(
                    space.fingerprint(),
                    config.imageSize(),
                    config.resize(),
                    LongStream.of(space.shape().getShape()).boxed().toList(),
                    config.precision(),
                    Run.version(),
                    hocon);
        }
    }
}
