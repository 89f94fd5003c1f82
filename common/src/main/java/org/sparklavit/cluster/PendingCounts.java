package org.sparklavit.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts of this executor's tasks that have not been told to the driver yet: told twice a second, not one by one. */
final class PendingCounts {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private record Pending(LongAdder units, AtomicLong dueNanos) {}

    private static final Map<String, Pending> PENDING = new ConcurrentHashMap<>();

    private PendingCounts() {}

    static void add(String desk, long units) {
        if (!ProgressLine.isOpen()) {
            return;
        }
        Pending pending =
                PENDING.computeIfAbsent(desk, d -> new Pending(new LongAdder(), new AtomicLong(System.nanoTime())));
        pending.units().add(units);
        long due = pending.dueNanos().get();
        long now = System.nanoTime();
        if (now - due >= 0 && pending.dueNanos().compareAndSet(due, now + PERIOD_NANOS)) {
            ProgressLine.send(new Report.Count(desk, pending.units().sumThenReset()));
        }
    }
}
