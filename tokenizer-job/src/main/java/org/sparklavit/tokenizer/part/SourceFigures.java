package org.sparklavit.tokenizer.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.output.PartStatistics;

/** What became of the samples of one corpus, in one part or in all. */
public final class SourceFigures implements Serializable {
    private final PartKind kind;
    private final Map<String, Long> errors = new TreeMap<>();
    private long rows;
    private long sum;
    private int min;
    private int max;

    SourceFigures(PartKind kind) {
        this.kind = kind;
    }

    /** Counts a row for an image of which nothing else is counted. */
    public void add() {
        add(0);
    }

    /** Counts a row for an image that has so many of what is counted. */
    public void add(int ofImage) {
        min = rows == 0 ? ofImage : Math.min(min, ofImage);
        max = Math.max(max, ofImage);
        rows++;
        sum += ofImage;
    }

    /** Counts an error row. */
    void addError(String reason) {
        errors.merge(reason, 1L, Long::sum);
    }

    void add(SourceFigures other) {
        if (other.rows > 0) {
            min = rows == 0 ? other.min : Math.min(min, other.min);
            max = Math.max(max, other.max);
        }
        rows += other.rows;
        sum += other.sum;
        other.errors.forEach((reason, count) -> errors.merge(reason, count, Long::sum));
    }

    long rows() {
        return rows;
    }

    long errorRows() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** For a person. */
    String text() {
        String spread = String.format(
                Locale.ROOT,
                "; %.1f %s an image (%d to %d)",
                sum / (double) Math.max(1, rows),
                kind.counted(),
                min,
                max);
        return rows + " rows out + " + errorRows() + " error rows" + (errors.isEmpty() ? "" : " " + errors)
                + (kind.isCounting() ? spread : "");
    }

    PartStatistics.Counts counts() {
        return new PartStatistics.Counts(rows, errors);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("rows", rows).put("errorRows", errorRows());
        ObjectNode reasons = json.putObject("errors");
        errors.forEach(reasons::put);
        if (kind.isCounting()) {
            json.putObject(spreadKey(kind))
                    .put("mean", sum / (double) Math.max(1, rows))
                    .put("min", min)
                    .put("max", max)
                    .put("sum", sum);
        }
        return json;
    }

    private static String spreadKey(PartKind kind) {
        return kind.counted() + "PerImage";
    }

    /** The same as {@link #toJson} wrote. */
    static SourceFigures fromJson(PartKind kind, JsonNode json) {
        SourceFigures read = new SourceFigures(kind);
        JsonNode perImage = json.path(spreadKey(kind));
        read.rows = json.path("rows").longValue();
        read.sum = perImage.path("sum").longValue();
        read.min = perImage.path("min").intValue();
        read.max = perImage.path("max").intValue();
        json.path("errors")
                .properties()
                .forEach(error ->
                        read.errors.put(error.getKey(), error.getValue().longValue()));
        return read;
    }
}
