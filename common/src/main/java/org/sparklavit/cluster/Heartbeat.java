package org.sparklavit.cluster;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sparklavit.collective.WatchedCollective;

/** Tells the driver, again and again, that this rank's process runs and how far the rank is. */
final class Heartbeat implements AutoCloseable {
    /** A beat that is under way takes milliseconds; the last one should come after it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ScheduledExecutorService timer = Timers.named("heartbeat");
    private final String desk;
    private final String place;
    private final WatchedCollective collective;

    /** Beats at once, and then {@code every} so often. */
    Heartbeat(String desk, String place, WatchedCollective collective, Duration every) {
        this.desk = desk;
        this.place = place;
        this.collective = collective;
        var unused = timer.scheduleAtFixedRate(() -> beat(false), 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat(boolean isLast) {
        WatchedCollective.State state = collective.state();
        ProgressLine.send(
                new Report.Beat(desk, collective.rank(), place, state.operations(), state.isInside(), isLast));
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            boolean unused = timer.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        beat(true);
    }
}
