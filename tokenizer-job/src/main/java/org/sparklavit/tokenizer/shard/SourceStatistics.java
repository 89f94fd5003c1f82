package org.sparklavit.tokenizer.shard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;

/** What one corpus gave: counts, sizes and the reasons of its errors. */
public final class SourceStatistics implements Serializable {
    private final Spread imageBytes = new Spread();
    private final Spread captionCharacters = new Spread();
    private final Spread width = new Spread();
    private final Spread height = new Spread();
    private final Map<String, Long> errors = new TreeMap<>();

    void add(Sample sample) {
        imageBytes.add(sample.image().length);
        captionCharacters.add(sample.caption().length());
        width.add(sample.width());
        height.add(sample.height());
    }

    void add(ErrorRow error) {
        errors.merge(error.reason(), 1L, Long::sum);
    }

    void add(SourceStatistics other) {
        imageBytes.add(other.imageBytes);
        captionCharacters.add(other.captionCharacters);
        width.add(other.width);
        height.add(other.height);
        other.errors.forEach((reason, count) -> errors.merge(reason, count, Long::sum));
    }

    long samples() {
        return imageBytes.count;
    }

    long errorRows() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Errors by reason. */
    Map<String, Long> errors() {
        return errors;
    }

    PartStatistics.Counts counts() {
        return new PartStatistics.Counts(samples(), errors);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("rows", samples());
        json.put("errorRows", errorRows());
        ObjectNode reasons = json.putObject("errors");
        errors.forEach(reasons::put);
        json.set("imageBytes", imageBytes.toJson());
        json.set("captionCharacters", captionCharacters.toJson());
        json.set("width", width.toJson());
        json.set("height", height.toJson());
        return json;
    }

    /** The same as {@link #toJson} wrote. */
    static SourceStatistics fromJson(JsonNode json) {
        SourceStatistics statistics = new SourceStatistics();
        long rows = json.path("rows").longValue();
        statistics.imageBytes.read(json.path("imageBytes"), rows);
        statistics.captionCharacters.read(json.path("captionCharacters"), rows);
        statistics.width.read(json.path("width"), rows);
        statistics.height.read(json.path("height"), rows);
        json.path("errors")
                .properties()
                .forEach(error ->
                        statistics.errors.put(error.getKey(), error.getValue().longValue()));
        return statistics;
    }

    /** Smallest, largest and mean of a number; like {@link LongSummaryStatistics}, but it travels. */
    private static final class Spread implements Serializable {
        private long count;
        private long sum;
        private long min = Long.MAX_VALUE;
        private long max = Long.MIN_VALUE;

        void add(long value) {
            count++;
            sum += value;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }

        void add(Spread other) {
            count += other.count;
            sum += other.sum;
            min = Math.min(min, other.min);
            max = Math.max(max, other.max);
        }

        ObjectNode toJson() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            if (count > 0) {
                json.put("min", min)
                        .put("mean", sum / (double) count)
                        .put("max", max)
                        .put("sum", sum);
            }
            return json;
        }

        void read(JsonNode json, long rows) {
            if (rows > 0) {
                count = rows;
                sum = json.path("sum").longValue();
                min = json.path("min").longValue();
                max = json.path("max").longValue();
            }
        }
    }
}
