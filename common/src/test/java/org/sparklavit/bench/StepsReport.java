package org.sparklavit.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** {@code tools/bench.sh steps}: step time and memory by quarter of a run, out of its metrics.jsonl. */
final class StepsReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int QUARTERS = 4;
    private static final double MOST_GROWTH = 1.05;

    private StepsReport() {}

    /** Arguments: the file for the figures, then the metrics of the tokenizer's and of the language model's training. */
    public static void main(String[] args) throws IOException {
        ObjectNode figures = JSON.createObjectNode();
        System.out.printf("%-16s %8s %14s %14s%n", "job", "quarter", "step ms", "resident MiB");
        double growth = Math.max(
                report("train-tokenizer", Path.of(args[1]), figures), report("pretrain", Path.of(args[2]), figures));
        JSON.writeValue(Path.of(args[0]).toFile(), figures);
        if (growth > MOST_GROWTH) {
            System.out.printf(Locale.ROOT, "goal missed: memory may grow by %.0f%%%n", 100 * (MOST_GROWTH - 1));
        }
        System.out.printf(
                Locale.ROOT, "resident memory of the last quarter is %.3f times that of the second at most%n", growth);
        System.exit(growth > MOST_GROWTH ? 1 : 0);
    }

    /** Returns how the last quarter's memory compares with the second's: by then caches are full. */
    private static double report(String job, Path metrics, ObjectNode figures) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(metrics)) {
            lines.add(JSON.readTree(line));
        }
        List<Double> memory = new ArrayList<>();
        ObjectNode node = figures.putObject(job);
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            List<JsonNode> part =
                    lines.subList(lines.size() * quarter / QUARTERS, lines.size() * (quarter + 1) / QUARTERS);
            double millis = 1000 * median(part, "stepSeconds");
            memory.add(median(part, "residentMiB"));
            System.out.printf(Locale.ROOT, "%-16s %8d %14.1f %14.0f%n", job, quarter + 1, millis, memory.get(quarter));
            node.putObject("quarter" + (quarter + 1)).put("stepMillis", millis).put("residentMiB", memory.get(quarter));
        }
        return memory.get(QUARTERS - 1) / memory.get(1);
    }

    private static double median(List<JsonNode> lines, String figure) {
        List<Double> values = new ArrayList<>();
        lines.forEach(line -> values.add(line.get(figure).asDouble()));
        Collections.sort(values);
        return values.get(values.size() / 2);
    }
}
