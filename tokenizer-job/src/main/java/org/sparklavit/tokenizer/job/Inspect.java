package org.sparklavit.tokenizer.job;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tokenizer.inspect.InspectConfig;
import org.sparklavit.tokenizer.inspect.Inspection;
import scala.Tuple2;

/**
 * Shows what is in a token dump: metadata, statistics, rows, and images with their kept patches. Runs in the driver
 * alone; of Spark it takes only the {@code spark.hadoop.*} settings, which say how to reach the storage.
 */
public final class Inspect implements JobBody<InspectConfig> {
    static final String SUMMARY =
            "Shows a token dump: statistics, rows, and images with the patches that were kept of them.";

    private static final String NAME = "inspect";
    private static final String HADOOP_PREFIX = "spark.hadoop.";

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(InspectConfig.class, NAME, SUMMARY, args, new Inspect());
    }

    @Override
    public String plan(InspectConfig config) throws IOException {
        return new Inspection(storage(), config).plan();
    }

    @Override
    public void run(Loaded<InspectConfig> loaded) throws IOException {
        new Inspection(storage(), loaded.value()).run(System.out, loaded.effectiveHocon());
    }

    /** Set up by {@code spark.hadoop.*}, where a job needs no Spark. */
    static Storage storage() {
        Configuration configuration = new Configuration();
        for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(HADOOP_PREFIX)) {
            configuration.set(setting._1(), setting._2());
        }
        return new Storage(configuration);
    }
}
