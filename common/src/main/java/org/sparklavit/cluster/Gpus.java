package org.sparklavit.cluster;

import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.sparklavit.config.ConfigException;

/**
 * The GPU of a task: the one that Spark gave it out of those that the discovery script ({@code submit/gpus.sh}) found on
 * its host. Spark gives no two tasks of a host the same one.
 */
final class Gpus {

    private static final String RESOURCE = "gpu";

    private Gpus() {}

    /** Empty where the job asked for none: then the rank computes on the CPU. */
    static OptionalInt of(TaskContext task) {
        var gpus = task.resourcesJMap().get(RESOURCE);
        return gpus == null ? OptionalInt.empty() : choose(gpus.addresses());
    }

    static OptionalInt choose(String[] addresses) {
        if (addresses.length != 1) {
            throw new ConfigException("'spark.task.resource.gpu.amount' gives a rank " + addresses.length
                    + " GPUs but a rank computes on one: set it to 1, and start one rank per GPU");
        }
        try {
            return OptionalInt.of(Integer.parseInt(addresses[0]));
        } catch (NumberFormatException e) {
            throw new ConfigException("the discovery script calls a GPU '" + addresses[0]
                    + "' but must call it by its index, as submit/gpus.sh does");
        }
    }
}
