package org.sparklavit.cluster;

import java.io.Serializable;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts units done in the tasks of a Spark job, while they run: travels into closures. Only for showing; a task that
 * Spark runs twice counts twice until it ends.
 */
public final class ProgressCounter implements Serializable {

    private final String desk;
    private final LongAccumulator confirmed;

    ProgressCounter(String desk, LongAccumulator confirmed) {
        this.desk = desk;
        this.confirmed = confirmed;
    }

    /** Says that so many units more are done. */
    public void add(long units) {
        // Arrives with the end of the task, at the latest; the line to the driver is faster but may be missing.
        confirmed.add(units);
        PendingCounts.add(desk, units);
    }
}
