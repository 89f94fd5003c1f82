package org.sparklavit.tokenizer.part;

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
 * @param file name of the file that was made of it
 * @param bytes its length
 * @param sources what became of the samples of each corpus
 */
public record PartResult(String file, long bytes, Map<String, SourceFigures> sources) implements Serializable {
    /** The name of the part that comes of a shard. */
    public static String name(int part) {
        return String.format("part-%05d.parquet", part);
    }

    /** Where the rows of a part lie. */
    public static String dataUri(String output, String name) {
        return Storage.child(output, "data/" + name);
    }

    static String errorsUri(String output, String name) {
        return Storage.child(output, "errors/" + name);
    }

    /** The part as an earlier run has finished it, if it has. */
    public static Optional<PartResult> find(Storage storage, String output, String name, PartKind kind)
            throws IOException {
        Optional<FinishedPart> part = FinishedPart.find(storage, dataUri(output, name), kind.statisticsKey());
        if (part.isEmpty()) {
            return Optional.empty();
        }
        Map<String, SourceFigures> sources = new TreeMap<>();
        part.get()
                .statistics()
                .properties()
                .forEach(source -> sources.put(source.getKey(), SourceFigures.fromJson(kind, source.getValue())));
        PartResult found = new PartResult(name, part.get().file().file().bytes(), sources);
        boolean whole = FinishedPart.hasErrors(storage, errorsUri(output, name), found.errorRows());
        return whole ? Optional.of(found) : Optional.empty();
    }

    /** The sources, for the footer of the part. */
    static JsonNode toJson(Map<String, SourceFigures> sources) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        sources.forEach((source, figures) -> json.set(source, figures.toJson()));
        return json;
    }

    /** Rows in the file. */
    public long rowsOut() {
        return sources.values().stream().mapToLong(SourceFigures::rows).sum();
    }

    /** All error rows. */
    public long errorRows() {
        return sources.values().stream().mapToLong(SourceFigures::errorRows).sum();
    }
}
