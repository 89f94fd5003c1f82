package org.sparklavit.cluster;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** How fast units get done, counted from the first report on, so that work done before a restart is not counted. */
final class Pace {

    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanoTime;
    private long firstDone = -1;
    private long firstNanos;
    private long lastDone;
    private long lastNanos;

    Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void at(long done) {
        lastDone = done;
        lastNanos = nanoTime.getAsLong();
        if (firstDone < 0 || done < firstDone) {
            firstDone = done;
            firstNanos = lastNanos;
        }
    }

    /** Units per second; 0 as long as unknown. */
    double perSecond() {
        long nanos = lastNanos - firstNanos;
        return nanos <= 0 ? 0 : (lastDone - firstDone) * NANOS_PER_SECOND / nanos;
    }

    /** Such as {@code 3m20s left}; empty as long as unknown. */
    String timeLeft(long total) {
        double rate = perSecond();
        if (total <= 0 || rate <= 0 || lastDone > total) {
            return "";
        }
        return readable(Duration.ofSeconds(Math.round((total - lastDone) / rate))) + " left";
    }

    static String readable(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + "d" + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return String.format(Locale.ROOT, "%dh%02dm", time.toHours(), time.toMinutesPart());
        }
        if (time.toMinutes() > 0) {
            return String.format(Locale.ROOT, "%dm%02ds", time.toMinutes(), time.toSecondsPart());
        }
        return time.toSeconds() + "s";
    }
}
