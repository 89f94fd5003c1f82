package org.sparklavit.tokenizer.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Charts as inline SVG; colours come from the page's style sheet. */
final class Chart {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 260;
    private static final int LEFT = 62;
    private static final int BOTTOM = 44;
    private static final int TOP = 12;
    private static final int RIGHT = 14;
    private static final int TICKS = 5;

    private final StringBuilder svg = new StringBuilder();
    private final Axis x;
    private final Axis y;

    /**
     * A direction of the chart.
     *
     * @param label what it shows, with its unit
     * @param from smallest value
     * @param to largest value, above {@code from}
     */
    record Axis(String label, double from, double to) {
        /** From zero to a round number not below {@code largest}. */
        static Axis upTo(String label, double largest) {
            double step = step(Math.max(largest, 1e-9));
            return new Axis(label, 0, step * Math.max(1, Math.ceil(largest / step)));
        }

        private double at(double value) {
            return (value - from) / (to - from);
        }

        private List<Double> ticks() {
            double step = step(to - from);
            List<Double> ticks = new ArrayList<>();
            for (double tick = Math.ceil(from / step) * step; tick <= to + step / 1000; tick += step) {
                ticks.add(tick);
            }
            return ticks;
        }

        /** 1, 2 or 5 times a power of ten, about a fifth of the range. */
        private static double step(double range) {
            double power = Math.pow(10, Math.floor(Math.log10(range / TICKS)));
            double ratio = range / TICKS / power;
            return power * (ratio > 5 ? 10 : ratio > 2 ? 5 : ratio > 1 ? 2 : 1);
        }
    }

    private Chart(Axis x, Axis y) {
        this.x = x;
        this.y = y;
        svg.append(text(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s against %s\">",
                WIDTH, HEIGHT, y.label, x.label));
        for (double tick : x.ticks()) {
            svg.append(text(
                    "<text class=tick x=%.1f y=%d text-anchor=middle>%s</text>",
                    left(tick), HEIGHT - BOTTOM + 16, number(tick)));
        }
        for (double tick : y.ticks()) {
            svg.append(
                    text("<line class=grid x1=%d x2=%d y1=%.1f y2=%.1f />", LEFT, WIDTH - RIGHT, top(tick), top(tick)));
            svg.append(text(
                    "<text class=tick x=%d y=%.1f text-anchor=end>%s</text>", LEFT - 6, top(tick) + 4, number(tick)));
        }
        svg.append(text(
                "<text class=label x=%d y=%d text-anchor=middle>%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x.label));
        svg.append(text(
                "<text class=label transform=\"translate(14 %d) rotate(-90)\" text-anchor=middle>%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2, y.label));
    }

    static String histogram(TokenCounts counts, int bars) {
        List<TokenCounts.Bar> all = counts.histogram(bars);
        double tallest = all.stream().mapToLong(TokenCounts.Bar::images).max().orElse(1);
        int end = all.get(all.size() - 1).to() + 1;
        Chart chart = new Chart(new Axis("tokens of an image", all.get(0).from(), end), Axis.upTo("images", tallest));
        for (TokenCounts.Bar bar : all) {
            double left = chart.left(bar.from());
            double width = Math.max(0.5, chart.left(bar.to() + 1) - left - 1);
            double top = chart.top((double) bar.images());
            chart.svg.append(text(
                    "<rect class=bar x=%.1f y=%.1f width=%.1f height=%.1f><title>%d to %d tokens: %d images</title></rect>",
                    left, top, width, HEIGHT - BOTTOM - top, bar.from(), bar.to(), bar.images()));
        }
        return chart.end();
    }

    /** One dot for each pair of values. */
    static String scatter(String xLabel, double[] xs, String yLabel, double[] ys) {
        Chart chart = new Chart(Axis.upTo(xLabel, largest(xs)), Axis.upTo(yLabel, largest(ys)));
        for (int i = 0; i < xs.length; i++) {
            chart.svg.append(text("<circle class=dot cx=%.1f cy=%.1f r=3 />", chart.left(xs[i]), chart.top(ys[i])));
        }
        return chart.end();
    }

    /** Share of all tokens against rank of the code, and what it would be if all codes were equally frequent. */
    static String usage(CodeUsage usage) {
        long[] counts = usage.descending();
        double total = Math.max(1, usage.tokens());
        Chart chart = new Chart(
                new Axis("rank of the code, most frequent first", 0, counts.length),
                Axis.upTo("% of all tokens", 100 * counts[0] / total));
        double equal = chart.top(100.0 / counts.length);
        chart.svg.append(text(
                "<line class=even x1=%d x2=%d y1=%.1f y2=%.1f><title>all equally frequent</title></line>",
                LEFT, WIDTH - RIGHT, equal, equal));
        StringBuilder points = new StringBuilder();
        int step = Math.max(1, counts.length / (2 * WIDTH));
        for (int rank = 0; rank < counts.length; rank += step) {
            points.append(text("%.1f,%.1f ", chart.left(rank + 0.5), chart.top(100 * counts[rank] / total)));
        }
        chart.svg
                .append("<polyline class=curve points=\"")
                .append(points.toString().strip())
                .append("\" />");
        return chart.end();
    }

    private String end() {
        return svg.append("</svg>").toString();
    }

    private double left(double value) {
        return LEFT + x.at(value) * (WIDTH - LEFT - RIGHT);
    }

    private double top(double value) {
        return HEIGHT - BOTTOM - y.at(value) * (HEIGHT - BOTTOM - TOP);
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    private static String number(double value) {
        return Math.abs(value - Math.rint(value)) < 1e-9
                ? String.format(Locale.ROOT, "%d", Math.round(value))
                : String.format(Locale.ROOT, "%.3g", value).replaceAll("0+$", "");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
