package org.sparklavit.cluster;

import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.sparklavit.config.ConfigException;

/**
 * Which GPU to compute on. A task has the one that Spark gave it out of those that the discovery script ({@code
 * submit/gpus.sh}) found on its host, and no two tasks of a host have the same one. The driver's process has none from
 * Spark; {@code spark.sparklavit.gpu} names one for what runs there.
 */
public final class Gpus {
    /** Index of the GPU of the driver's process: of the jobs without Spark, and of all tasks under a local master. */
    static final String OF_DRIVER = "spark.sparklavit.gpu";

    private static final String RESOURCE = "gpu";
    /** What Spark calls the executor that is the driver itself. */
    private static final String DRIVER = "driver";

    private Gpus() {}

    /** Of the Spark task that this thread runs; empty where the job asked for none: then it computes on the CPU. */
    public static OptionalInt ofTask() {
        OptionalInt given = givenTo(TaskContext.get());
        SparkEnv spark = SparkEnv.get();
        return given.isEmpty() && spark.executorId().equals(DRIVER) ? ofDriver(spark.conf()) : given;
    }

    /** Of what the driver computes itself, without a Spark session; empty is the CPU. */
    public static OptionalInt ofDriver() {
        return ofDriver(new SparkConf());
    }

    static OptionalInt ofDriver(SparkConf conf) {
        String index = conf.get(OF_DRIVER, "");
        return index.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(
                        index(index, "'" + OF_DRIVER + "' is " + index + " but must be the index of a GPU, such as 0"));
    }

    /** What Spark gave {@code task} for itself alone. */
    static OptionalInt givenTo(TaskContext task) {
        var gpus = task.resourcesJMap().get(RESOURCE);
        return gpus == null ? OptionalInt.empty() : choose(gpus.addresses());
    }

    static OptionalInt choose(String[] addresses) {
        if (addresses.length != 1) {
            throw new ConfigException("'spark.task.resource.gpu.amount' gives a task " + addresses.length
                    + " GPUs but a task computes on one: set it to 1, and start one rank per GPU");
        }
        return OptionalInt.of(index(
                addresses[0],
                "the discovery script calls a GPU '" + addresses[0]
                        + "' but must call it by its index, as submit/gpus.sh does"));
    }

    private static int index(String text, String problem) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new ConfigException(problem);
        }
    }
}
