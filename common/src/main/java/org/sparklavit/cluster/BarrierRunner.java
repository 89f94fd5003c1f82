package org.sparklavit.cluster;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparklavit.config.ConfigException;

/**
 * Runs a body on every rank at the same time, each in a barrier task that lives from start to end, and starts all of
 * them again when one fails. Spark itself never retries a barrier stage that returns results, and would show the
 * failure that reached it first; this shows the one that came first.
 */
public final class BarrierRunner {

    private static final AtomicInteger JOBS = new AtomicInteger();
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    private final JavaSparkContext spark;
    private final BarrierJob job;
    private final ProgressSink console;
    private final HeartbeatWatch watch;

    private BarrierRunner(JavaSparkContext spark, BarrierJob job, ProgressSink console, HeartbeatWatch watch) {
        this.spark = spark;
        this.job = job;
        this.console = console;
        this.watch = watch;
    }

    /**
     * Runs the job; what the ranks report is printed on standard output.
     *
     * @return what the body returned on rank 0
     * @throws ConfigException if the cluster has too few slots, or if the body threw one
     * @throws BarrierJobException if the last attempt failed too; the message tells the first cause
     */
    public static <T extends Serializable> T run(JavaSparkContext spark, BarrierJob job, RankBody<T> body) {
        return run(spark, job, body, new ConsoleSink(System.out));
    }

    /** As {@link #run(JavaSparkContext, BarrierJob, RankBody)}, with another place for what the ranks report. */
    public static <T extends Serializable> T run(
            JavaSparkContext spark, BarrierJob job, RankBody<T> body, ProgressSink console) {
        String jobId = job.name() + "-" + spark.sc().applicationId() + "-" + JOBS.incrementAndGet();
        BarrierJob limited = job.under(spark.getConf());
        Consumer<Report> shown = ProgressDesk.showOn(console);
        try (HeartbeatWatch watch =
                new HeartbeatWatch(limited.heartbeatLimit(), console, System::nanoTime).every(CHECK_EVERY)) {
            ProgressDesk.open(jobId, report -> {
                if (report instanceof Report.Beat beat) {
                    watch.hear(beat);
                } else {
                    shown.accept(report);
                }
            });
            return new BarrierRunner(spark, limited, console, watch).untilDone(jobId, body);
        } finally {
            ProgressDesk.close(jobId);
        }
    }

    private <T extends Serializable> T untilDone(String jobId, RankBody<T> body) {
        for (int attempt = 0; ; attempt++) {
            Slots.await(spark.sc(), job.worldSize(), job.slotTimeout(), console);
            long start = System.nanoTime();
            try {
                return new BarrierAttempt(spark, job, jobId, attempt).run(body);
            } catch (BarrierAttempt.FailedException e) {
                watch.forget();
                giveUpOrSay(attempt, Duration.ofNanos(System.nanoTime() - start), e);
            }
        }
    }

    private void giveUpOrSay(int attempt, Duration lasted, BarrierAttempt.FailedException failed) {
        RankFailure first = failed.first();
        if (first.kind() == RankFailure.Kind.CONFIG) {
            throw new ConfigException(first.summary());
        }
        String what = job.name() + ": attempt " + (attempt + 1) + " of " + (job.maxRestarts() + 1) + " failed after "
                + Pace.readable(lasted) + ". First cause: " + first;
        if (attempt == job.maxRestarts()) {
            String where =
                    first.detail().isEmpty() ? "" : "\nThere: " + first.detail().strip();
            throw new BarrierJobException(what + where, failed.getCause());
        }
        console.line(what);
        console.line(job.name() + ": starting again from the last checkpoint");
    }
}
