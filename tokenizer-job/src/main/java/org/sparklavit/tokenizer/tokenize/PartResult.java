package org.sparklavit.tokenizer.tokenize;

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
 * What became of one shard.
 *
 * @param file name of the token file
 * @param bytes its length
 * @param sources what became of the samples of each corpus
 */
public record PartResult(String file, long bytes, Map<String, SourceTokens> sources) implements Serializable {
    /** Footer key of what became of each source: JSON. */
    static final String STATISTICS = "sparklavit.token.statistics";

    /** The name of the part that comes of a shard. */
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
        Map<String, SourceTokens> sources = new TreeMap<>();
        part.get()
                .statistics()
                .properties()
                .forEach(source -> sources.put(source.getKey(), SourceTokens.fromJson(source.getValue())));
        PartResult found = new PartResult(name, part.get().file().file().bytes(), sources);
        boolean whole = FinishedPart.hasErrors(storage, errorsUri(output, name), found.errorRows());
        return whole ? Optional.of(found) : Optional.empty();
    }

    /** The sources, for the footer of the part. */
    static JsonNode toJson(Map<String, SourceTokens> sources) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        sources.forEach((source, tokens) -> json.set(source, tokens.toJson()));
        return json;
    }

    /** Rows of tokens. */
    public long rowsOut() {
        return sources.values().stream().mapToLong(SourceTokens::rows).sum();
    }

    /** All error rows. */
    public long errorRows() {
        return sources.values().stream().mapToLong(SourceTokens::errorRows).sum();
    }
}
