package org.sparklavit.pretrain.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the whole job did.
 *
 * @param expectedRows prompts of all files
 * @param parts in order
 */
public record GenerateReport(long expectedRows, List<PartResult> parts) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Checks that nothing was lost. */
    public void check() {
        if (expectedRows != rows() + errorRows()) {
            throw new IllegalStateException(expectedRows + " prompts came in but " + rows() + " rows and " + errorRows()
                    + " error rows went out");
        }
    }

    private long rows() {
        return parts.stream().mapToLong(PartResult::rows).sum();
    }

    private long errorRows() {
        return parts.stream().mapToLong(PartResult::errorRows).sum();
    }

    private long tokens() {
        return parts.stream().mapToLong(PartResult::tokens).sum();
    }

    private Map<String, Long> errors() {
        Map<String, Long> errors = new TreeMap<>();
        parts.forEach(part -> part.errors().forEach((reason, count) -> errors.merge(reason, count, Long::sum)));
        return errors;
    }

    /** For the console. */
    public String summary(String output) {
        Map<String, Long> errors = errors();
        return "generate: " + expectedRows + " prompts in = " + rows() + " rows out + " + errorRows() + " error rows"
                + (errors.isEmpty() ? "" : " " + errors) + "; " + tokens() + " tokens; in " + output;
    }

    /** For {@code _manifest.json}. The same input and configuration give the same text. */
    public String toJson(String effectiveHocon) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode();
        json.put("formatVersion", 1).put("job", "generate");
        json.put("rowsIn", expectedRows).put("rowsOut", rows()).put("errorRows", errorRows());
        ObjectNode reasons = json.putObject("errors");
        errors().forEach(reasons::put);
        json.put("tokens", tokens());
        ArrayNode files = json.putArray("parts");
        parts.forEach(part -> files.addObject()
                .put("file", "data/" + part.file())
                .put("rows", part.rows())
                .put("errorRows", part.errorRows()));
        json.put("config", effectiveHocon);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }
}
