package org.sparklavit.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code tools/study.sh tokenizer}: the last log lines of several trainings in one table. */
final class TokenizerStudy {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIELDS = 4;
    private static final int PATCHES = 64;
    private static final double RHO = 1.0 / 3;
    private static final double MOST_LOSS = 0.18;
    private static final double LEAST_USAGE = 0.95;
    private static final double KEPT_WITHIN = 0.1;

    private TokenizerStudy() {}

    /** Of the last step; what is not held out is the mean over the steps since the log line before. */
    private record Row(String corpus, String name, double loss, double usage, double perplexity, double kept) {
        static Row of(String corpus, String name, Path metrics) throws IOException {
            List<String> lines = Files.readAllLines(metrics);
            JsonNode last = JSON.readTree(lines.get(lines.size() - 1));
            return new Row(
                    corpus,
                    name,
                    last.get("heldOutReconstruction").asDouble(),
                    last.get("codeUsage").asDouble(),
                    last.get("perplexity").asDouble(),
                    last.get("heldOutKeptRate").asDouble());
        }

        double tokens() {
            return kept * PATCHES;
        }

        List<String> missed() {
            List<String> missed = new ArrayList<>();
            if (loss > MOST_LOSS) {
                missed.add(String.format(Locale.ROOT, "reconstruction loss at most %.2f", MOST_LOSS));
            }
            if (usage < LEAST_USAGE) {
                missed.add(String.format(Locale.ROOT, "at least %.0f%% of the codes in use", 100 * LEAST_USAGE));
            }
            if (Math.abs(kept - RHO) > KEPT_WITHIN * RHO) {
                missed.add(String.format(Locale.ROOT, "kept share within %.0f%% of rho", 100 * KEPT_WITHIN));
            }
            return missed;
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %.3f | %.0f%% | %.0f | %.1f |",
                    corpus,
                    name,
                    loss,
                    100 * usage,
                    perplexity,
                    tokens());
        }
    }

    /** Arguments: the file for the figures, then corpus, name, overrides and metrics.jsonl of each training. */
    public static void main(String[] args) throws IOException {
        ArrayNode figures = JSON.createArrayNode();
        List<Row> rows = new ArrayList<>();
        System.out.println(
                "| corpus | training | held-out reconstruction | codes in use | perplexity | tokens per image |");
        System.out.println("|---|---|---|---|---|---|");
        for (int i = 1; i < args.length; i += FIELDS) {
            Row row = Row.of(args[i], args[i + 1], Path.of(args[i + 3]));
            rows.add(row);
            System.out.println(row.line());
            figures.add(json(row, args[i + 2]));
        }
        JSON.writeValue(Path.of(args[0]).toFile(), JSON.createObjectNode().set("rows", figures));
        Row first = rows.get(0);
        if (!first.missed().isEmpty()) {
            System.out.println("goals missed: " + String.join(", ", first.missed()));
        }
        System.out.printf(
                Locale.ROOT,
                "%s, %s: reconstruction loss %.3f, %.0f%% of the codes in use, %.1f tokens per image%n",
                first.corpus(),
                first.name(),
                first.loss(),
                100 * first.usage(),
                first.tokens());
        System.exit(first.missed().isEmpty() ? 0 : 1);
    }

    private static ObjectNode json(Row row, String overrides) {
        return JSON.createObjectNode()
                .put("corpus", row.corpus())
                .put("training", row.name())
                .put("overrides", overrides)
                .put("heldOutReconstruction", row.loss())
                .put("codeUsage", row.usage())
                .put("perplexity", row.perplexity())
                .put("tokensPerImage", row.tokens());
    }
}
