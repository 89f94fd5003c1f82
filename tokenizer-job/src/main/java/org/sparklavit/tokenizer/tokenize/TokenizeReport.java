package org.sparklavit.tokenizer.tokenize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the whole job did.
 *
 * @param expectedRows rows of all shards
 * @param parts one for each shard, in order
 */
public record TokenizeReport(long expectedRows, List<PartResult> parts) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    long rowsOut() {
        return parts.stream().mapToLong(PartResult::rowsOut).sum();
    }

    long errorRows() {
        return parts.stream().mapToLong(PartResult::errorRows).sum();
    }

    double meanTokens() {
        return parts.stream().mapToLong(PartResult::tokens).sum() / (double) Math.max(1, rowsOut());
    }

    int minTokens() {
        return parts.stream()
                .filter(part -> part.rowsOut() > 0)
                .mapToInt(PartResult::minTokens)
                .min()
                .orElse(0);
    }

    int maxTokens() {
        return parts.stream().mapToInt(PartResult::maxTokens).max().orElse(0);
    }

    /** Checks that nothing was lost. */
    public void check() {
        if (expectedRows != rowsOut() + errorRows()) {
            throw new IllegalStateException(expectedRows + " rows came in but " + rowsOut() + " rows and " + errorRows()
                    + " error rows went out");
        }
    }

    private Map<String, Long> errors() {
        Map<String, Long> all = new TreeMap<>();
        parts.forEach(part -> part.errors().forEach((reason, count) -> all.merge(reason, count, Long::sum)));
        return all;
    }

    /** For the console. */
    public String summary(String output) {
        return String.format(
                Locale.ROOT,
                "tokenize: %d rows in = %d rows out + %d error rows%s; %.1f tokens an image (%d to %d); in %s",
                expectedRows,
                rowsOut(),
                errorRows(),
                errors().isEmpty() ? "" : " " + errors(),
                meanTokens(),
                minTokens(),
                maxTokens(),
                output);
    }

    /** For {@code _manifest.json}. */
    public String toJson(String fingerprint, String effectiveHocon) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode();
        json.put("formatVersion", 1).put("job", "tokenize").put("tokenizerFingerprint", fingerprint);
        json.put("rowsIn", expectedRows).put("rowsOut", rowsOut()).put("errorRows", errorRows());
        json.set("errors", JSON.valueToTree(errors()));
        json.putObject("tokensPerImage")
                .put("mean", meanTokens())
                .put("min", minTokens())
                .put("max", maxTokens());
        json.set("parts", JSON.valueToTree(parts));
        json.put("config", effectiveHocon);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }
}
