package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tokenizer.inspect.InspectConfig;
import org.sparklavit.tokenizer.inspect.Inspection;
import org.sparklavit.tokenizer.inspect.View;
import scala.Tuple2;

/**
 * Shows what is in a token dump: metadata, statistics, rows, and images with their kept patches. Runs in the driver
 * alone; of Spark it takes only the {@code spark.hadoop.*} settings, which say how to reach the storage.
 */
public final class Inspect implements JobBody<InspectConfig> {
    static final String SUMMARY =
            "Shows a token dump: inspect [summary|rows|sample|codes|lint|report] FILE ...; without a word all but codes and"
                    + " lint.";

    private static final String NAME = "inspect";
    private static final String HADOOP_PREFIX = "spark.hadoop.";

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(InspectConfig.class, NAME, SUMMARY, withView(args), new Inspect());
    }

    /** {@code inspect lint FILE ...} stands for {@code inspect FILE ... view=lint}. */
    static String[] withView(String[] args) {
        boolean namesView = args.length > 0
                && Arrays.stream(View.values()).anyMatch(view -> view.name().equalsIgnoreCase(args[0]));
        if (!namesView) {
            return args;
        }
        String[] rest = Arrays.copyOfRange(args, 1, args.length + 1);
        rest[rest.length - 1] = "view=" + args[0];
        return rest;
    }

    @Override
    public String plan(InspectConfig config) throws IOException {
        return config.view() == View.LINT
                ? "  read every row of " + config.input()
                : new Inspection(storage(), config).plan();
    }

    @Override
    public void run(Loaded<InspectConfig> loaded) throws IOException {
        InspectConfig config = loaded.value();
        if (config.view() == View.LINT) {
            Inspection.lint(storage(), config.input(), System.out);
        } else {
            new Inspection(storage(), config).run(System.out, loaded.effectiveHocon());
        }
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
