package org.sparklavit.tokenizer.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.output.PartStatistics;

/** What became of the samples of one corpus, in one part or in all. */
public final class SourceTokens implements Serializable {
    private final Map<String, Long> errors = new TreeMap<>();
    private long rows;
    private long tokens;
    private int min;
    private int max;

    /** Counts an image with this many tokens. */
    void add(int tokensOfImage) {
        min = rows == 0 ? tokensOfImage : Math.min(min, tokensOfImage);
        max = Math.max(max, tokensOfImage);
        rows++;
        tokens += tokensOfImage;
    }

    /** Counts an error row. */
    void addError(String reason) {
        errors.merge(reason, 1L, Long::sum);
    }

    void add(SourceTokens other) {
        if (other.rows > 0) {
            min = rows == 0 ? other.min : Math.min(min, other.min);
            max = Math.max(max, other.max);
        }
        rows += other.rows;
        tokens += other.tokens;
        other.errors.forEach((reason, count) -> errors.merge(reason, count, Long::sum));
    }

    long rows() {
        return rows;
    }

    long errorRows() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Error rows by reason. */
    Map<String, Long> errors() {
        return errors;
    }

    double meanTokens() {
        return tokens / (double) Math.max(1, rows);
    }

    int minTokens() {
        return min;
    }

    int maxTokens() {
        return max;
    }

    PartStatistics.Counts counts() {
        return new PartStatistics.Counts(rows, errors);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("rows", rows).put("errorRows", errorRows());
        ObjectNode reasons = json.putObject("errors");
        errors.forEach(reasons::put);
        json.putObject("tokensPerImage")
                .put("mean", meanTokens())
                .put("min", min)
                .put("max", max)
                .put("sum", tokens);
        return json;
    }

    /** The same as {@link #toJson} wrote. */
    static SourceTokens fromJson(JsonNode json) {
        SourceTokens read = new SourceTokens();
        JsonNode perImage = json.path("tokensPerImage");
        read.rows = json.path("rows").longValue();
        read.tokens = perImage.path("sum").longValue();
        read.min = perImage.path("min").intValue();
        read.max = perImage.path("max").intValue();
        json.path("errors")
                .properties()
                .forEach(error ->
                        read.errors.put(error.getKey(), error.getValue().longValue()));
        return read;
    }
}
