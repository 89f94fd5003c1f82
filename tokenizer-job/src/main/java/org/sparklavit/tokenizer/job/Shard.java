package org.sparklavit.tokenizer.job;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tokenizer.shard.ShardConfig;
import org.sparklavit.tokenizer.shard.ShardPlan;
import org.sparklavit.tokenizer.shard.ShardReport;

/**
 * Turns image-text corpora into Parquet shards, verified and globally shuffled. What comes out, byte by byte, is a
 * function of the files that go in and of the configuration, whatever the cluster.
 */
public final class Shard implements JobBody<ShardConfig> {
    static final String SUMMARY = "Turns image-text corpora into verified, globally shuffled Parquet shards.";

    private static final String NAME = "shard";

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(ShardConfig.class, NAME, SUMMARY, args, new Shard());
    }

    @Override
    public String plan(ShardConfig config) throws IOException {
        return ShardPlan.of(config, Storage.local()).describe(config);
    }

    @Override
    public void run(Loaded<ShardConfig> loaded) throws IOException {
        try (SparkSession spark = SparkSessions.batch(NAME)) {
            run(JavaSparkContext.fromSparkContext(spark.sparkContext()), loaded);
        }
    }

    static void run(JavaSparkContext context, Loaded<ShardConfig> loaded) throws IOException {
        ShardConfig config = loaded.value();
        Storage storage = new Storage(context.hadoopConfiguration());
        ShardPlan plan = ShardPlan.of(config, storage);
        System.out.println(plan.describe(config));
        String output = storage.qualify(config.output());
        storage.writeText(Storage.child(output, "config.conf"), loaded.effectiveHocon());
        ShardReport report = new ShardShuffle(context, storage, plan)
                .run(config.readOptions(), config.layout(output, plan.shards()));
        System.out.println(report.summary(config.output()));
        report.check(config.output());
        storage.writeText(Storage.child(output, ShardReport.FILE), report.toJson(config, loaded.effectiveHocon()));
    }
}
