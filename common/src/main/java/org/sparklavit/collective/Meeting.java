package org.sparklavit.collective;

import java.time.Duration;

/** A reusable barrier for the threads of one JVM that breaks for good, with its reason, when a rank leaves. */
final class Meeting {

    private final int world;
    private final Duration timeout;
    private int arrived;
    private long round;
    private CollectiveException broken;

    Meeting(int world, Duration timeout) {
        this.world = world;
        this.timeout = timeout;
    }

    /** Waits until all ranks have come; makes what each of them wrote before visible to all. */
    synchronized void await(int rank) {
        failIfBroken();
        if (++arrived == world) {
            arrived = 0;
            round++;
            notifyAll();
            return;
        }
        waitForRound(rank, round + 1);
    }

    private void waitForRound(int rank, long awaited) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (round < awaited) {
            failIfBroken();
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                breakUp(new CollectiveException(
                        "rank " + rank + " waited " + timeout.toMillis() + " ms, but only " + arrived + " of " + world
                                + " ranks came",
                        CollectiveException.NOBODY));
                failIfBroken();
            }
            pause(rank, leftMillis);
        }
    }

    // The caller holds the monitor and checks its condition again.
    @SuppressWarnings("WaitNotInLoop")
    private synchronized void pause(int rank, long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            breakUp(new CollectiveException("rank " + rank + " was interrupted", rank, e));
        }
    }

    /** Lets this and every later meeting fail; the first reason stays. */
    synchronized void breakUp(CollectiveException reason) {
        if (broken == null) {
            broken = reason;
        }
        notifyAll();
    }

    private void failIfBroken() {
        if (broken != null) {
            throw new CollectiveException(
                    broken.getMessage(), broken.suspect().orElse(CollectiveException.NOBODY), broken);
        }
    }
}
