package org.sparklavit.pretrain.job;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.cluster.BarrierJob;
import org.sparklavit.cluster.BarrierRunner;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.pretrain.PretrainConfig;
import org.sparklavit.pretrain.PretrainRank;
import org.sparklavit.tensor.Tensors;

/** {@code submit/pretrain.sh}: trains the language model on mixed token streams, one rank per executor. */
public final class Pretrain implements JobBody<PretrainConfig> {
    private static final String NAME = "pretrain";
    private static final String CONFIG = "config.conf";

    Pretrain() {}

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(
                PretrainConfig.class,
                NAME,
                "Trains a LLaMA on [image, text], [text, image] and text streams, from scratch or from a checkpoint.",
                args,
                new Pretrain());
    }

    @Override
    public String plan(PretrainConfig config) throws IOException {
        return PretrainRank.plan(config, Storage.local());
    }

    @Override
    public void run(Loaded<PretrainConfig> loaded) throws IOException {
        try (SparkSession spark = SparkSessions.training(NAME)) {
            Storage storage = new Storage(spark.sparkContext().hadoopConfiguration());
            PretrainConfig config = loaded.value().qualified(storage);
            refuseForeignOutput(storage, config.output());
            PretrainRank body = PretrainRank.of(config, storage);
            storage.writeText(Storage.child(config.output(), CONFIG), loaded.effectiveHocon());
            BarrierRunner.run(
                    JavaSparkContext.fromSparkContext(spark.sparkContext()),
                    new BarrierJob(NAME, config.worldSize(), config.maxRestarts()),
                    rank -> {
                        Tensors.useGpu(rank.gpu());
                        body.run(rank.collective(), rank::report);
                        return "";
                    });
        }
    }

    private static void refuseForeignOutput(Storage storage, String output) throws IOException {
        if (!storage.isEmpty(output) && !storage.exists(Storage.child(output, CONFIG))) {
            throw new ConfigException("'output' is " + output + " but something is there already, and no " + CONFIG
                    + " of a run to resume; name a folder that does not exist, or delete this one");
        }
    }
}
