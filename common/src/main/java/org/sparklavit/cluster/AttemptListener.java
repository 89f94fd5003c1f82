package org.sparklavit.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.Success$;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Learns from Spark how each rank of one attempt ended. The exception of a failed Spark job tells only one of the
 * failures, and not always the first.
 */
final class AttemptListener extends SparkListener {

    /** The local property of the Spark job that names the attempt. */
    static final String ATTEMPT = "sparklavit.attempt";

    /** How long Spark's events may be behind; if no task has started by then, none did. */
    private static final Duration EVENT_LAG = Duration.ofSeconds(2);

    private final String attempt;
    private final Set<Integer> stages = new HashSet<>();
    private final List<RankFailure> failures = new ArrayList<>();
    private final Map<Integer, String> places = new HashMap<>();
    private int running;

    AttemptListener(String attempt) {
        this.attempt = attempt;
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
        if (start.properties() != null && attempt.equals(start.properties().getProperty(ATTEMPT))) {
            CollectionConverters.asJava(start.stageIds()).forEach(id -> stages.add((Integer) id));
        }
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart start) {
        if (stages.contains(start.stageId())) {
            places.put(start.taskInfo().index(), placeOf(start.taskInfo()));
            running++;
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
        if (!stages.contains(end.stageId())) {
            return;
        }
        running--;
        failure(end).ifPresent(failures::add);
        notifyAll();
    }

    private static Optional<RankFailure> failure(SparkListenerTaskEnd end) {
        TaskInfo task = end.taskInfo();
        String place = placeOf(task);
        if (end.reason() instanceof ExceptionFailure thrown) {
            if (thrown.exception().isDefined() && thrown.exception().get() instanceof RankException carried) {
                return Optional.of(carried.failure());
            }
            String summary = thrown.className() + ": " + thrown.description();
            return Optional.of(failure(task, place, RankFailure.Kind.OWN, summary, thrown.fullStackTrace()));
        }
        if (end.reason() instanceof ExecutorLostFailure lost) {
            String summary = "its executor was lost: " + lost.reason().getOrElse(() -> "no reason given");
            return Optional.of(failure(task, place, RankFailure.Kind.LOST, summary, ""));
        }
        if (end.reason() instanceof TaskKilled || end.reason() instanceof Success$) {
            return Optional.empty();
        }
        return Optional.of(
                failure(task, place, RankFailure.Kind.OWN, end.reason().toString(), ""));
    }

    private static String placeOf(TaskInfo task) {
        return "on " + task.host() + ", executor " + task.executorId();
    }

    private static RankFailure failure(
            TaskInfo task, String place, RankFailure.Kind kind, String summary, String detail) {
        return new RankFailure(task.index(), place, kind, RankFailure.NOBODY, summary.strip(), detail);
    }

    /**
     * Waits until it is certain which failure was first, or all ranks have ended, or the patience has.
     *
     * @return empty if no rank failed
     */
    synchronized Optional<RankFailure> awaitFirstCause(Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        while (FirstCause.certain(failures).isEmpty() && (running > 0 || failures.isEmpty())) {
            Duration limit = places.isEmpty() ? EVENT_LAG : patience;
            long millis = (limit.toNanos() - (System.nanoTime() - start)) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            wait(millis);
        }
        return failures.isEmpty() ? Optional.empty() : Optional.of(FirstCause.of(failures, places));
    }
}
