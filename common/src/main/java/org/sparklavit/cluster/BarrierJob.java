package org.sparklavit.cluster;

import java.time.Duration;
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
 */
public record BarrierJob(String name, int worldSize, int maxRestarts, Duration slotTimeout, RingSettings ring) {

    private static final Duration DEFAULT_SLOT_TIMEOUT = Duration.ofSeconds(60);

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
        this(name, worldSize, maxRestarts, DEFAULT_SLOT_TIMEOUT, RingSettings.DEFAULT);
    }
}
