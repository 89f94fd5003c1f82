package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tokenizer.shard.ShardConfig;
import org.sparklavit.tokenizer.shard.ShardPlan;

/** Shards of a corpus in the folder {@code corpus}. */
final class TestShards {
    private static final Storage STORAGE = Storage.local();

    private TestShards() {}

    /** Shards {@code folder/corpus} into {@code folder/name}, as so many files. */
    static String write(JavaSparkContext spark, Path folder, String name, int files, String... overrides)
            throws IOException {
        String output = folder.resolve(name).toString();
        List<String> settings = new ArrayList<>(List.of(
                "input=\"" + folder + "\"",
                "sources=[{ type = webdataset, name = test, path = corpus }]",
                "output=\"" + output + "\""));
        settings.addAll(List.of(overrides));
        ShardConfig config =
                ConfigLoader.load(ShardConfig.class, null, settings).value();
        ShardPlan plan = ShardPlan.of(config, STORAGE);
        new ShardShuffle(spark, STORAGE, new ShardPlan(plan.parts(), plan.inputBytes(), files))
                .run(config.readOptions(), config.layout(config.output(), files), Map.of());
        return output;
    }
}
