package org.sparklavit.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Names the rank that holds up the others: one whose process says nothing any more, or one that has computed for long
 * while all others wait for it. It only tells; Spark ends the executor that is silent ({@code spark.network.timeout}), and
 * the ranks that wait end the attempt once their operation's time is over.
 */
final class HeartbeatWatch implements AutoCloseable {
    private final Duration limit;
    private final ProgressSink console;
    private final LongSupplier nanoClock;
    private final Map<Integer, Heard> ranks = new TreeMap<>();
    private final Set<Integer> named = new TreeSet<>();
    private final ScheduledExecutorService timer = Timers.named("heartbeat-watch");

    /**
     * What is known of a rank.
     *
     * @param nanos when its last beat came
     * @param sinceNanos when the first beat came that said the same of its operations
     */
    private record Heard(Report.Beat last, long nanos, long sinceNanos) {
        boolean saysTheSame(Report.Beat beat) {
            return last.operations() == beat.operations() && last.isWaiting() == beat.isWaiting();
        }
    }

    /** Tells the console of ranks that hold up the others for longer than {@code limit}. */
    HeartbeatWatch(Duration limit, ProgressSink console, LongSupplier nanoClock) {
        this.limit = limit;
        this.console = console;
        this.nanoClock = nanoClock;
    }

    /** Checks {@code every} so often until closed. */
    HeartbeatWatch every(Duration every) {
        var unused = timer.scheduleAtFixedRate(this::check, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    synchronized void hear(Report.Beat beat) {
        if (beat.isLast()) {
            ranks.remove(beat.rank());
            return;
        }
        long now = nanoClock.getAsLong();
        Heard before = ranks.get(beat.rank());
        long since = before != null && before.saysTheSame(beat) ? before.sinceNanos() : now;
        ranks.put(beat.rank(), new Heard(beat, now, since));
        if (since == now) {
            named.remove(beat.rank());
        }
    }

    /** Expects nothing of the ranks of an attempt that has ended. */
    synchronized void forget() {
        ranks.clear();
        named.clear();
    }

    synchronized void check() {
        long now = nanoClock.getAsLong();
        ranks.forEach((rank, heard) -> {
            if (isLong(now - heard.nanos())) {
                name(rank, heard, "its process has said nothing for " + seconds(now - heard.nanos()));
            } else if (!heard.last().isWaiting() && isLong(now - heard.sinceNanos()) && othersWait(rank, now)) {
                name(
                        rank,
                        heard,
                        "it has computed for " + seconds(now - heard.sinceNanos()) + " while all others wait for it");
            }
        });
    }

    private boolean othersWait(int rank, long now) {
        return ranks.size() > 1
                && ranks.entrySet().stream()
                        .filter(other -> other.getKey() != rank)
                        .allMatch(other -> other.getValue().last().isWaiting()
                                && isLong(now - other.getValue().sinceNanos()));
    }

    private void name(int rank, Heard heard, String what) {
        if (named.add(rank)) {
            console.line("rank " + rank + " (" + heard.last().place() + ") holds up the others: " + what);
        }
    }

    private boolean isLong(long nanos) {
        return nanos >= limit.toNanos();
    }

    private static String seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos) + " s";
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
