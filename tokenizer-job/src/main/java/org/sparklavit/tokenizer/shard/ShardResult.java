package org.sparklavit.tokenizer.shard;

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
 * What one written shard holds.
 *
 * @param file its name
 * @param rows samples in it
 * @param bytes its length
 * @param sources what each corpus gave to it, errors included
 */
public record ShardResult(String file, long rows, long bytes, Map<String, SourceStatistics> sources)
        implements Serializable {
    /** The shard {@code number} as an earlier run has finished it, if it has. */
    static Optional<ShardResult> find(Storage storage, ShardLayout layout, int number) throws IOException {
        Optional<FinishedPart> part = FinishedPart.find(storage, layout.dataUri(number), ShardLayout.STATISTICS);
        if (part.isEmpty()) {
            return Optional.empty();
        }
        Map<String, SourceStatistics> sources = new TreeMap<>();
        part.get()
                .statistics()
                .properties()
                .forEach(source -> sources.put(source.getKey(), SourceStatistics.fromJson(source.getValue())));
        ShardResult found = new ShardResult(
                ShardLayout.fileName(number),
                part.get().file().rows(),
                part.get().file().file().bytes(),
                sources);
        boolean whole = FinishedPart.hasErrors(storage, layout.errorsUri(number), found.rowsIn() - found.rows());
        return whole ? Optional.of(found) : Optional.empty();
    }

    /** Samples and errors. */
    public long rowsIn() {
        return rows
                + sources.values().stream()
                        .mapToLong(SourceStatistics::errorRows)
                        .sum();
    }

    /** The sources, for the footer of the shard. */
    static JsonNode toJson(Map<String, SourceStatistics> sources) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        sources.forEach((source, statistics) -> json.set(source, statistics.toJson()));
        return json;
    }
}
