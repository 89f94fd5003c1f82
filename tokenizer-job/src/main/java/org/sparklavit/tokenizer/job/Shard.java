package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.OutputFolder;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.tokenizer.shard.ShardConfig;
import org.sparklavit.tokenizer.shard.ShardLayout;
import org.sparklavit.tokenizer.shard.ShardPlan;
import org.sparklavit.tokenizer.shard.ShardReport;
import org.sparklavit.tokenizer.shard.ShardResult;

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
        Storage storage = Storage.local();
        ShardPlan plan = ShardPlan.of(config, storage);
        new OutputFolder(storage, config.output())
                .isBegun(plan.run(ConfigLoader.of(config).effectiveHocon()));
        return plan.describe(config)
                + there(plan, config.layout(config.output(), plan.shards()).finished(storage));
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
        String output = storage.qualify(config.output());
        OutputFolder folder = new OutputFolder(storage, output);
        folder.begin(plan.run(loaded.effectiveHocon()));
        ShardLayout layout = config.layout(output, plan.shards());
        Map<Integer, ShardResult> finished = layout.finished(storage);
        System.out.println(plan.describe(config) + there(plan, finished));
        if (finished.size() == plan.shards() && folder.isComplete()) {
            System.out.println("shard: nothing is left to do; " + config.output() + "/" + OutputFolder.MANIFEST
                    + " has the figures");
            return;
        }
        ShardReport report = new ShardShuffle(context, storage, plan).run(config.readOptions(), layout, finished);
        System.out.println(report.summary(config.output()));
        System.out.println("  " + PartStatistics.read(storage, output).rate());
        report.check(config.output());
        folder.complete(report.toJson(config, loaded.effectiveHocon()));
    }

    private static String there(ShardPlan plan, Map<Integer, ShardResult> finished) {
        return finished.isEmpty()
                ? ""
                : "\n  keep " + finished.size() + " of the " + plan.shards() + " shards, which are there already";
    }
}
