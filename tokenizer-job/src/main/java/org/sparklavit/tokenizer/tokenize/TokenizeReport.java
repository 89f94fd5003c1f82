package org.sparklavit.tokenizer.tokenize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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

    /** Checks that nothing was lost. */
    public void check() {
        SourceTokens all = all();
        if (expectedRows != all.rows() + all.errorRows()) {
            throw new IllegalStateException(expectedRows + " rows came in but " + all.rows() + " rows and "
                    + all.errorRows() + " error rows went out");
        }
    }

    private Map<String, SourceTokens> sources() {
        Map<String, SourceTokens> all = new TreeMap<>();
        for (PartResult part : parts) {
            part.sources().forEach((source, tokens) -> all.computeIfAbsent(source, s -> new SourceTokens())
                    .add(tokens));
        }
        return all;
    }

    private SourceTokens all() {
        SourceTokens all = new SourceTokens();
        sources().values().forEach(all::add);
        return all;
    }

    /** For the console. */
    public String summary(String output) {
        StringBuilder text =
                new StringBuilder("tokenize: " + expectedRows + " rows in = " + figures(all()) + "; in " + output);
        Map<String, SourceTokens> sources = sources();
        if (sources.size() > 1) {
            sources.forEach((source, tokens) ->
                    text.append("\n  ").append(source).append(": ").append(figures(tokens)));
        }
        return text.toString();
    }

    private static String figures(SourceTokens tokens) {
        return String.format(
                Locale.ROOT,
                "%d rows out + %d error rows%s; %.1f tokens an image (%d to %d)",
                tokens.rows(),
                tokens.errorRows(),
                tokens.errors().isEmpty() ? "" : " " + tokens.errors(),
                tokens.meanTokens(),
                tokens.minTokens(),
                tokens.maxTokens());
    }

    /** For {@code _manifest.json}. The same input and configuration give the same text. */
    public String toJson(String fingerprint, String effectiveHocon) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode();
        json.put("formatVersion", 1).put("job", "tokenize").put("tokenizerFingerprint", fingerprint);
        SourceTokens all = all();
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
