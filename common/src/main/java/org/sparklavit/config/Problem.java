package org.sparklavit.config;

import java.util.Comparator;

/**
 * One thing wrong with a configuration.
 *
 * @param source the file, or {@code command line}
 * @param line the line in the file, from 1; 0 where there is none
 * @param text key, value, rule and remedy
 */
public record Problem(String source, int line, String text) implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER = Comparator.comparing(
                    (Problem problem) -> problem.source().equals(Locations.COMMAND_LINE))
            .thenComparing(Problem::source)
            .thenComparingInt(Problem::line)
            .thenComparing(Problem::text);

    /** In the order of the files, the command line last. */
    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return source + (line > 0 ? ":" + line : "") + ": " + text;
    }
}
