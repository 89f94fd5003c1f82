package org.sparklavit.tokenizer.part;

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
 * @param kind of job
 * @param expectedRows rows of all shards
 * @param parts one for each shard, in order
 */
public record PartsReport(PartKind kind, long expectedRows, List<PartResult> parts) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Checks that nothing was lost. */
    public void check() {
        SourceFigures all = all();
        if (expectedRows != all.rows() + all.errorRows()) {
            throw new IllegalStateException(expectedRows + " rows came in but " + all.rows() + " rows and "
                    + all.errorRows() + " error rows went out");
        }
    }

    private Map<String, SourceFigures> sources() {
        Map<String, SourceFigures> all = new TreeMap<>();
        for (PartResult part : parts) {
            part.sources().forEach((source, figures) -> all.computeIfAbsent(source, s -> new SourceFigures(kind))
                    .add(figures));
        }
        return all;
    }

    private SourceFigures all() {
        SourceFigures all = new SourceFigures(kind);
        sources().values().forEach(all::add);
        return all;
    }

    /** For the console. */
    public String summary(String output) {
        StringBuilder text =
                new StringBuilder(kind.job() + ": " + expectedRows + " rows in = " + all().text() + "; in " + output);
        Map<String, SourceFigures> sources = sources();
        if (sources.size() > 1) {
            sources.forEach((source, figures) ->
                    text.append("\n  ").append(source).append(": ").append(figures.text()));
        }
        return text.toString();
    }

    /**
     * For {@code _manifest.json}. The same input and configuration give the same text.
     *
     * @param fingerprint of the model
     */
    public String toJson(String fingerprint, String effectiveHocon) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode();
        json.put("formatVersion", 1).put("job", kind.job()).put(kind.model() + "Fingerprint", fingerprint);
        SourceFigures all = all();
        json.put("rowsIn", expectedRows).put("rowsOut", all.rows());
        ObjectNode figures = all.toJson();
        figures.remove("rows");
        json.setAll(figures);
        json.set("sources", PartResult.toJson(sources()));
        ArrayNode files = json.putArray("parts");
        parts.forEach(part -> files.addObject()
                .put("file", "data/" + part.file())
                .put("rows", part.rowsOut())
                .put("errorRows", part.errorRows())
                .put("bytes", part.bytes()));
        json.put("config", effectiveHocon);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }
}
