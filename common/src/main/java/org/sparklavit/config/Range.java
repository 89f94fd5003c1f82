package org.sparklavit.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The interval of numbers that {@link Setting#range} writes down. */
record Range(String text, double low, boolean lowIncluded, double high, boolean highIncluded) {
    private static final Pattern BOUND = Pattern.compile("(>=|>|<=|<)\\s*(\\S+)");
    private static final Pattern INTERVAL = Pattern.compile("([\\[(])\\s*(\\S+)\\s*,\\s*(\\S+)\\s*([\\])])");

    static Range parse(String text) {
        Matcher bound = BOUND.matcher(text);
        if (bound.matches()) {
            double limit = Double.parseDouble(bound.group(2));
            boolean included = bound.group(1).endsWith("=");
            return bound.group(1).startsWith(">")
                    ? new Range(text, limit, included, Double.POSITIVE_INFINITY, true)
                    : new Range(text, Double.NEGATIVE_INFINITY, true, limit, included);
        }
        Matcher interval = INTERVAL.matcher(text);
        if (interval.matches()) {
            return new Range(
                    "in " + text,
                    Double.parseDouble(interval.group(2)),
                    interval.group(1).equals("["),
                    Double.parseDouble(interval.group(3)),
                    interval.group(4).equals("]"));
        }
        throw new IllegalStateException("@Setting(range = \"" + text + "\") is neither '>= 1' nor '[0, 1)'");
    }

    boolean contains(double number) {
        boolean above = lowIncluded ? number >= low : number > low;
        boolean below = highIncluded ? number <= high : number < high;
        return above && below;
    }
}
