package org.sparklavit.cluster;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How far a piece of work is.
 *
 * @param task what is being done, as the line begins: {@code train-tokenizer}
 * @param unit what is counted: {@code step}, {@code images}
 * @param done units done, of which those of earlier attempts are a part
 * @param total units in all; 0 if unknown
 * @param figures what else the line shows, in this order: loss, images/s, ...
 */
public record Progress(String task, String unit, long done, long total, Map<String, Double> figures)
        implements Serializable {

    public Progress {
        // Keeps the order, and unlike an unmodifiable view survives Java serialisation everywhere.
        figures = new LinkedHashMap<>(figures);
    }

    /** Without figures. */
    public Progress(String task, String unit, long done, long total) {
        this(task, unit, done, total, Map.of());
    }

    @Override
    public Map<String, Double> figures() {
        return Collections.unmodifiableMap(figures);
    }

    /** One line for the console, without the time left. */
    String line() {
        StringBuilder line =
                new StringBuilder(task).append("  ").append(unit).append(' ').append(done);
        if (total > 0) {
            line.append('/')
                    .append(total)
                    .append(" (")
                    .append(100 * done / total)
                    .append("%)");
        }
        figures.forEach(
                (name, value) -> line.append("  ").append(name).append(' ').append(readable(value)));
        return line.toString();
    }

    /** Four significant digits: enough to see a loss move, short enough for a line. */
    static String readable(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        double magnitude = Math.abs(value);
        return String.format(
                Locale.ROOT,
                magnitude >= 1000 ? "%.0f" : magnitude >= 100 ? "%.1f" : magnitude >= 1e-3 ? "%.4f" : "%.3g",
                value);
    }
}
