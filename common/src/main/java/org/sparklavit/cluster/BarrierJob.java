package org.sparklavit.cluster;

import java.time.Duration;
import org.apache.spark.SparkConf;
import org.sparklavit.collective.RingSettings;
import org.sparklavit.config.ConfigException;

/**
 * How a body is run on ranks.
 *
 * @param name for the Spark UI and messages
 * @param worldSize number of ranks; each takes one task slot
 * @param maxRestarts how often a failed attempt is started again
 * @param slotTimeout how long to wait for executors to come, at the start and after one was lost
 * @param ring how patient the connections between ranks are
 * @param heartbeatLimit after how long a rank that holds up the others is named
 * @param usesNccl whether ranks with GPUs use NCCL where they find it
 */
public record BarrierJob(
        String name,
        int worldSize,
        int maxRestarts,
        Duration slotTimeout,
        RingSettings ring,
        Duration heartbeatLimit,
        boolean usesNccl) {

    private static final Duration DEFAULT_SLOT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration DEFAULT_HEARTBEAT_LIMIT = Duration.ofSeconds(60);

    public BarrierJob {
        if (worldSize < 1) {
            throw new ConfigException("world size is " + worldSize + " but must be at least 1");
        }
        if (maxRestarts < 0) {
            throw new ConfigException("max restarts is " + maxRestarts + " but must be at least 0");
        }
    }

    /** With the default patience. */
    public BarrierJob(String name, int worldSize, int maxRestarts) {
        this(name, worldSize, maxRestarts, DEFAULT_SLOT_TIMEOUT, RingSettings.DEFAULT, DEFAULT_HEARTBEAT_LIMIT, true);
    }

    /**
     * The same with the limits that the Spark settings {@code spark.sparklavit.operationTimeout} and
     * {@code spark.sparklavit.heartbeatLimit} name, in seconds unless they have a unit, and without NCCL where
     * {@code spark.sparklavit.nccl} is false.
     */
    BarrierJob under(SparkConf conf) {
        Duration operation = Duration.ofSeconds(conf.getTimeAsSeconds(
                "spark.sparklavit.operationTimeout", ring.operationTimeout().toSeconds() + "s"));
        Duration limit = Duration.ofSeconds(
                conf.getTimeAsSeconds("spark.sparklavit.heartbeatLimit", heartbeatLimit.toSeconds() + "s"));
        RingSettings patient =
                operation.equals(Duration.ofSeconds(ring.operationTimeout().toSeconds()))
                        ? ring
                        : ring.withTimeouts(ring.connectTimeout(), operation);
        boolean nccl = conf.getBoolean("spark.sparklavit.nccl", usesNccl);
        return new BarrierJob(name, worldSize, maxRestarts, slotTimeout, patient, limit, nccl);
    }
}
