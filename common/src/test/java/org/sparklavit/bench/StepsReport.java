package org.sparklavit.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * {@code tools/bench.sh steps}: step time and memory by quarter of a run, out of its metrics.jsonl. The Java heap grows and
 * shrinks as its collector likes, within {@code --driver-memory}; what may not grow is the rest.
 */
final class StepsReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int QUARTERS = 4;
    private static final double MOST_GROWTH = 1.05;
    private static final String RESIDENT = "residentMiB";
    private static final String HEAP = "javaHeapMiB";

    private StepsReport() {}

    /** Arguments: the file for the figures, then the metrics of the tokenizer's and of the language model's training. */
    public static void main(String[] args) throws IOException {
        ObjectNode figures = JSON.createObjectNode();
        System.out.printf(
                "%-16s %8s %10s %14s %10s %10s%n",
                "job", "quarter", "step ms", "resident MiB", "Java heap", "the rest");
        double growth = Math.max(
                report("train-tokenizer", Path.of(args[1]), figures), report("pretrain", Path.of(args[2]), figures));
        JSON.writeValue(Path.of(args[0]).toFile(), figures);
        if (growth > MOST_GROWTH) {
            System.out.printf(
                    Locale.ROOT,
                    "goal missed: memory outside the Java heap may grow by %.0f%%%n",
                    100 * (MOST_GROWTH - 1));
        }
        System.out.printf(
                Locale.ROOT,
                "outside the Java heap, the last quarter has %.3f times the memory of the second at most%n",
                growth);
        System.exit(growth > MOST_GROWTH ? 1 : 0);
    }

    /** Returns how the last quarter's memory outside the heap compares with the second's: by then caches are full. */
    private static double report(String job, Path metrics, ObjectNode figures) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(metrics)) {
            lines.add(JSON.readTree(line));
        }
        List<Double> rest = new ArrayList<>();
        ObjectNode node = figures.putObject(job);
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            List<JsonNode> part =
                    lines.subList(lines.size() * quarter / QUARTERS, lines.size() * (quarter + 1) / QUARTERS);
            double millis = 1000 * median(part, line -> line.get("stepSeconds").asDouble());
            double resident = median(part, line -> line.get(RESIDENT).asDouble());
            double heap = median(part, line -> line.get(HEAP).asDouble());
            rest.add(median(
                    part, line -> line.get(RESIDENT).asDouble() - line.get(HEAP).asDouble()));
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %8d %10.1f %14.0f %10.0f %10.0f%n",
                    job,
                    quarter + 1,
                    millis,
                    resident,
                    heap,
                    rest.get(quarter));
            node.putObject("quarter" + (quarter + 1))
                    .put("stepMillis", millis)
                    .put(RESIDENT, resident)
                    .put(HEAP, heap);
        }
        return rest.get(QUARTERS - 1) / rest.get(1);
    }

    private static double median(List<JsonNode> lines, ToDoubleFunction<JsonNode> figure) {
        double[] values = lines.stream().mapToDouble(figure).sorted().toArray();
        return values[values.length / 2];
    }
}
