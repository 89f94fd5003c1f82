package org.sparklavit.cluster;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Shows on the driver's console how far an ordinary Spark job is: done, total, rate and time left. On a terminal one
 * line that is rewritten, elsewhere a line every few seconds. Use it in try-with-resources around the Spark action:
 *
 * <pre>{@code
 * try (ProgressPrinter progress = ProgressPrinter.start(context, "tokenize", "images", total)) {
 *     ProgressCounter counter = progress.counter();
 *     rows.mapPartitions(... counter.add(1) ...)
 * }
 * }</pre>
 */
public final class ProgressPrinter implements AutoCloseable {

    private static final Duration TERMINAL_PERIOD = Duration.ofSeconds(1);
    private static final Duration LINE_PERIOD = Duration.ofSeconds(5);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String task;
    private final String unit;
    private final long total;
    private final PrintStream out;
    private final boolean terminal;
    private final String desk;
    private final LongAccumulator confirmed;
    private final AtomicLong live = new AtomicLong();
    private final Pace pace = new Pace(System::nanoTime);
    private final ScheduledExecutorService timer;
    private final long startNanos = System.nanoTime();
    private long shown = -1;

    /** Where and how often a printer prints. */
    record Style(PrintStream out, boolean terminal, Duration period) {
        // From Java 22 on there is a console without a terminal: plain lines are right in either case.
        @SuppressWarnings("SystemConsoleNull")
        static Style ofThisProcess() {
            boolean terminal = System.console() != null && Runtime.version().feature() < 22;
            return new Style(System.out, terminal, terminal ? TERMINAL_PERIOD : LINE_PERIOD);
        }
    }

    private ProgressPrinter(SparkContext spark, String task, String unit, long total, Style style) {
        this.task = task;
        this.unit = unit;
        this.total = total;
        this.out = style.out();
        this.terminal = style.terminal();
        this.desk = "progress-" + spark.applicationId() + "-" + COUNT.incrementAndGet();
        this.confirmed = spark.longAccumulator(task);
        pace.at(0);
        ProgressDesk.open(desk, report -> {
            if (report instanceof Report.Count count) {
                live.addAndGet(count.more());
            }
        });
        this.timer = Timers.named("progress-" + task);
        long millis = style.period().toMillis();
        var unused = timer.scheduleAtFixedRate(this::show, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Begins to print.
     *
     * @param total units in all; 0 if unknown
     */
    public static ProgressPrinter start(SparkContext spark, String task, String unit, long total) {
        return start(spark, task, unit, total, Style.ofThisProcess());
    }

    static ProgressPrinter start(SparkContext spark, String task, String unit, long total, Style style) {
        return new ProgressPrinter(spark, task, unit, total, style);
    }

    /** For the job's tasks. */
    public ProgressCounter counter() {
        return new ProgressCounter(desk, confirmed);
    }

    /** Units done so far, as far as the driver knows. */
    public long done() {
        long done = Math.max(live.get(), confirmed.value());
        return total > 0 ? Math.min(done, total) : done;
    }

    private synchronized void show() {
        long done = done();
        pace.at(done);
        // A log full of equal lines tells nothing.
        if (!terminal && done == shown) {
            return;
        }
        shown = done;
        String line = new Progress(task, unit, done, total).line() + "  " + rate(pace.perSecond());
        String left = pace.timeLeft(total);
        print(left.isEmpty() ? line : line + "  " + left);
    }

    private void print(String line) {
        if (terminal) {
            // Back to the first column, and what is left of a longer line before is erased.
            out.print("\r" + line + "\033[K");
            out.flush();
        } else {
            out.println(line);
        }
    }

    /** Stops printing, with a last line that says how much was done in what time. */
    @Override
    public void close() {
        timer.shutdownNow();
        ProgressDesk.close(desk);
        long done = Math.max(confirmed.value(), 0);
        Duration time = Duration.ofNanos(System.nanoTime() - startNanos);
        double perSecond = done / Math.max(time.toNanos() / 1e9, 1e-9);
        print(task + "  " + done + " " + unit + " in " + Pace.readable(time) + ", " + rate(perSecond));
        if (terminal) {
            out.println();
        }
    }

    private String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond >= 10 ? "%.0f %s/s" : "%.1f %s/s", perSecond, unit);
    }
}
