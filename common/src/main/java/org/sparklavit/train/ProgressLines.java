package org.sparklavit.train;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a person sees of a run: one line per log step, with speed and time left. */
final class ProgressLines {
    /** In the files but not worth the width of a terminal. */
    private static final Set<String> FILES_ONLY = Set.of(
            "communicationSeconds",
            "waitedSeconds",
            "skippedSteps",
            "learningRate",
            "residentMiB",
            "javaHeapMiB",
            "stepSeconds");

    private final Consumer<String> console;
    private final String unit;
    private final long steps;
    private final long startNanos = System.nanoTime();
    private long lastStep = -1;
    private long firstLogged;
    private long lastNanos = startNanos;

    ProgressLines(Consumer<String> console, String unit, long steps) {
        this.console = console;
        this.unit = unit;
        this.steps = steps;
    }

    /** Prints a line of words. */
    void say(String words) {
        console.accept(words);
    }

    /** Prints the line of {@code step} and returns its figures, speed and share of communication included. */
    Map<String, Double> describe(long step, StepMetrics metrics) {
        long now = System.nanoTime();
        double seconds = (now - lastNanos) / 1e9;
        Map<String, Double> figures = new TreeMap<>(metrics.values());
        double units = figures.getOrDefault(unit, 0.0);
        double waited = figures.getOrDefault("waitedSeconds", 0.0);
        figures.put(unit + "PerSecond", units / seconds);
        figures.put("communicationShare", waited / seconds);
        figures.put("stepSeconds", seconds / (step - Math.max(0, lastStep)));
        figures.remove(unit);
        Double atPeak = figures.remove(StepMetrics.SECONDS_AT_PEAK);
        if (atPeak != null) {
            figures.put("modelFlopsUtilisation", atPeak / seconds);
        }
        console.accept(line(step, figures, now));
        lastNanos = now;
        if (lastStep < 0) {
            firstLogged = step;
        }
        lastStep = step;
        return figures;
    }

    private String line(long step, Map<String, Double> figures, long now) {
        StringBuilder line = new StringBuilder(String.format("step %d/%d", step, steps));
        line.append(String.format(Locale.ROOT, "  loss %.4f", figures.getOrDefault("loss", Double.NaN)));
        figures.forEach((name, value) -> {
            if (!name.equals("loss") && !name.endsWith("PerSecond") && !FILES_ONLY.contains(name)) {
                line.append(String.format(Locale.ROOT, "  %s %.4g", name, value));
            }
        });
        line.append(String.format(Locale.ROOT, "  %.0f %s/s", figures.get(unit + "PerSecond"), unit));
        if (lastStep >= 0 && step < steps) {
            double perStep = (now - startNanos) / 1e9 / Math.max(1, step - firstLogged + 1);
            line.append("  left ").append(timeLeft((long) (perStep * (steps - step))));
        }
        return line.toString();
    }

    private static String timeLeft(long seconds) {
        Duration left = Duration.ofSeconds(seconds);
        return left.toHours() > 0
                ? left.toHours() + " h " + left.toMinutesPart() + " min"
                : left.toMinutes() + " min " + left.toSecondsPart() + " s";
    }
}
