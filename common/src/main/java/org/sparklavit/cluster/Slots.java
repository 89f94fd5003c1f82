package org.sparklavit.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkContext;
import org.sparklavit.config.ConfigException;

/** Task slots of the cluster: a barrier stage needs one per rank at the same time, or Spark would not start it. */
final class Slots {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long FIRST_NOTICE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private Slots() {}

    /**
     * Waits until the executors that are there have room for all ranks.
     *
     * @throws ConfigException if that does not happen in time; at once where no executor can come
     */
    static void await(SparkContext spark, int worldSize, Duration timeout, ProgressSink notices) {
        long start = System.nanoTime();
        long nextNotice = start + FIRST_NOTICE_NANOS;
        int offered = offered(spark);
        while (offered < worldSize) {
            long now = System.nanoTime();
            if (isFixed(spark) || now - start > timeout.toNanos()) {
                throw tooFew(spark, worldSize, offered);
            }
            if (now - nextNotice > 0) {
                notices.line("waiting for executors: " + offered + " of " + worldSize + " task slots are there");
                nextNotice = now + FIRST_NOTICE_NANOS;
            }
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting for executors");
            }
            offered = offered(spark);
        }
    }

    private static int offered(SparkContext spark) {
        return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
    }

    /** In local mode the threads are counted at the start and stay as many. */
    private static boolean isFixed(SparkContext spark) {
        return spark.isLocal();
    }

    private static ConfigException tooFew(SparkContext spark, int worldSize, int offered) {
        int executors = spark.isLocal() ? 1 : spark.getExecutorMemoryStatus().size() - 1;
        return new ConfigException("world size " + worldSize + " but the cluster offers " + offered + " slots (master "
                + spark.master() + ", " + executors + " executors, spark.task.cpus="
                + spark.conf().get("spark.task.cpus", "1")
                + "). All ranks run at the same time, one in each slot: set the"
                + " world size to at most " + Math.max(offered, 1)
                + ", or give Spark more executors or cores (--master local[" + worldSize
                + "], --num-executors, --executor-cores, --total-executor-cores).");
    }
}
