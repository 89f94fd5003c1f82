package org.sparklavit.tokenizer.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparklavit.bench.Rounds;

/** The table, the figures and the goals. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode figures = JSON.createObjectNode();
    private final List<String> missed = new ArrayList<>();
    private final List<String> main = new ArrayList<>();

    /** Says what both sides run on, once. */
    void head(String torch, int threads) {
        if (figures.has("torch")) {
            return;
        }
        figures.put("torch", torch).put("threads", threads);
        System.out.printf(
                "libtorch %s and %d thread(s) on both sides; images/s, medians of interleaved rounds%n",
                torch, threads);
        System.out.printf(
                "%-10s %-26s %10s %10s %10s %14s %14s%n",
                "size", "what", "packed", "dense", "PyTorch", "packed/dense", "ours/PyTorch");
    }

    /**
     * One row.
     *
     * @param columns of packed, dense and peer in {@code rounds}; -1 where there is none
     * @param goal least ratio of the first of ours to the peer; 0 for none
     */
    void row(Size size, String what, Rounds rounds, int images, int[] columns, double goal) {
        ObjectNode row =
                figures.withObject("/" + size.name().replace("/", "~1")).putObject(what);
        StringBuilder line = new StringBuilder(String.format("%-10s %-26s", size.name(), what));
        String[] names = {"packed", "dense", "pytorch"};
        for (int i = 0; i < names.length; i++) {
            if (columns[i] < 0) {
                line.append(String.format(" %10s", ""));
            } else {
                double perSecond = images / rounds.seconds(columns[i]);
                row.put(names[i] + "ImagesPerSecond", perSecond);
                line.append(String.format(Locale.ROOT, " %10.2f", perSecond));
            }
        }
        line.append(ratio(row, "packedToDense", rounds, columns[0], columns[1]));
        int ours = columns[0] < 0 ? columns[1] : columns[0];
        line.append(ratio(row, "oursToPytorch", rounds, ours, columns[2]));
        System.out.println(line);
        if (goal > 0) {
            check(size, what, rounds.ratio(columns[2], ours), goal);
        }
    }

    private void check(Size size, String what, double ratio, double goal) {
        main.add(String.format(Locale.ROOT, "%s %s %.2f", size.name(), what, ratio));
        if (ratio < goal) {
            missed.add(String.format(
                    Locale.ROOT,
                    "goal missed: %s, %s is %.2f times PyTorch, at least %.1f is asked",
                    size.name(),
                    what,
                    ratio,
                    goal));
        }
    }

    private static String ratio(ObjectNode row, String name, Rounds rounds, int fast, int slow) {
        if (fast < 0 || slow < 0) {
            return String.format(" %14s", "");
        }
        double ratio = rounds.ratio(slow, fast);
        row.put(name, ratio);
        return String.format(Locale.ROOT, " %14.2f", ratio);
    }

    /** Notes a figure that shows that both sides computed the same. */
    void note(Size size, String what, double value) {
        figures.withObject("/" + size.name().replace("/", "~1")).put(what, value);
        System.out.printf(Locale.ROOT, "%-10s %s: %.4g%n", size.name(), what, value);
    }

    /** Writes the figures and returns whether all goals are met. */
    boolean finish(Path file) throws IOException {
        JSON.writeValue(file.toFile(), figures);
        missed.forEach(System.out::println);
        System.out.println("times as fast as PyTorch: " + String.join(", ", main));
        return missed.isEmpty();
    }
}
