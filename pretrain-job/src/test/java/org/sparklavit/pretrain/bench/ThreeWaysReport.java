package org.sparklavit.pretrain.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** {@code tools/study.sh three-ways}: the figures of all evaluations, mean and standard deviation over the seeds. */
final class ThreeWaysReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "evaluation.json";

    /** A column: its heading, and where evaluation.json has its figure. */
    private record Column(String heading, String pointer) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("caption: colour", "/captioning/oneObject/colour"),
            new Column("caption: shape", "/captioning/oneObject/shape"),
            new Column("all objects", "/captioning/allObjectsRight"),
            new Column("CIDEr-D", "/captioning/ciderD"),
            new Column("drawn: colour", "/drawing/oneObject/colour"),
            new Column("drawn: shape", "/drawing/oneObject/shape"),
            new Column("text perplexity", "/perplexity/text/perplexity"));

    private ThreeWaysReport() {}

    /** Arguments: the file for the figures, the number of seeds, then name and folder of each row; a folder per seed below. */
    public static void main(String[] args) throws IOException {
        int seeds = Integer.parseInt(args[1]);
        ObjectNode figures = JSON.createObjectNode();
        System.out.println("| way | "
                + String.join(" | ", COLUMNS.stream().map(Column::heading).toList()) + " |");
        System.out.println("|---" + "|---".repeat(COLUMNS.size()) + "|");
        for (int i = 2; i < args.length; i += 2) {
            report(args[i], evaluations(Path.of(args[i + 1]), seeds), figures.putObject(args[i]));
        }
        JSON.writeValue(Path.of(args[0]).toFile(), figures);
        System.out.println((args.length - 2) / 2 + " ways, " + seeds + " seeds each");
    }

    private static List<JsonNode> evaluations(Path folder, int seeds) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            Path file = folder.resolve("seed-" + seed).resolve("evaluation").resolve(FILE);
            all.add(JSON.readTree(Files.readString(file)));
        }
        return all;
    }

    private static void report(String name, List<JsonNode> evaluations, ObjectNode figures) {
        StringBuilder line = new StringBuilder("| ").append(name);
        for (Column column : COLUMNS) {
            double[] values = evaluations.stream()
                    .map(evaluation -> evaluation.at(column.pointer()))
                    .filter(JsonNode::isNumber)
                    .mapToDouble(JsonNode::asDouble)
                    .toArray();
            line.append(" | ").append(text(values));
            var array = figures.putArray(column.heading());
            IntStream.range(0, values.length).forEach(i -> array.add(values[i]));
        }
        System.out.println(line.append(" |"));
    }

    private static String text(double[] values) {
        if (values.length == 0) {
            return "";
        }
        double mean = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        double squares = IntStream.range(0, values.length)
                .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                .sum();
        return String.format(Locale.ROOT, "%.3f ± %.3f", mean, Math.sqrt(squares / Math.max(1, values.length - 1)));
    }
}
