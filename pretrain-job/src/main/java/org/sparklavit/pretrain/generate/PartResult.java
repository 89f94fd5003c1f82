package org.sparklavit.pretrain.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.FinishedPart;

/**
 * What became of the prompts of one part.
 *
 * @param file name of its files
 * @param rows answers
 * @param tokens generated for them
 * @param errors rows of the errors table by reason
 */
public record PartResult(String file, long rows, long tokens, Map<String, Long> errors) implements Serializable {
    /** Footer key of the figures: JSON. */
    static final String STATISTICS = "sparklavit.answer.statistics";

    /** The name of a part. */
    public static String name(int part) {
        return String.format("part-%05d.parquet", part);
    }

    static String dataUri(String output, String name) {
        return Storage.child(output, "data/" + name);
    }

    static String errorsUri(String output, String name) {
        return Storage.child(output, "errors/" + name);
    }

    /** The part as an earlier run has finished it, if it has. */
    public static Optional<PartResult> find(Storage storage, String output, String name) throws IOException {
        Optional<FinishedPart> part = FinishedPart.find(storage, dataUri(output, name), STATISTICS);
        if (part.isEmpty()) {
            return Optional.empty();
        }
        JsonNode json = part.get().statistics();
        Map<String, Long> errors = new TreeMap<>();
        json.path("errors")
                .properties()
                .forEach(e -> errors.put(e.getKey(), e.getValue().longValue()));
        PartResult found = new PartResult(
                name, json.path("rows").longValue(), json.path("tokens").longValue(), errors);
        boolean isWhole = FinishedPart.hasErrors(storage, errorsUri(output, name), found.errorRows());
        return isWhole ? Optional.of(found) : Optional.empty();
    }

    /** For the footer of the part. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("rows", rows).put("tokens", tokens);
        ObjectNode reasons = json.putObject("errors");
        errors.forEach(reasons::put);
        return json;
    }

    /** Rows of the errors table. */
    public long errorRows() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
