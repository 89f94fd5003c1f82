package org.sparklavit.data.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.TableFile;

/**
 * A file that an earlier run has finished, with what that run knew of it. Its statistics are in its own footer, so that
 * a part and its figures are there together or not at all.
 *
 * @param file what its footer tells
 * @param statistics what the writer left under the key it was asked for
 */
public record FinishedPart(TableFile file, JsonNode statistics) {
    private static final Logger LOG = LoggerFactory.getLogger(FinishedPart.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The part at {@code uri}; nothing if it is not there, cut, or without statistics: it must be made again. */
    public static Optional<FinishedPart> find(Storage storage, String uri, String statisticsKey) throws IOException {
        Optional<TableFile> file = whole(storage, uri);
        String statistics = file.map(found -> found.footer().getOrDefault(statisticsKey, ""))
                .orElse("");
        return statistics.isEmpty()
                ? Optional.empty()
                : Optional.of(new FinishedPart(file.get(), JSON.readTree(statistics)));
    }

    /** Whether the errors that belong to a part are all there. */
    public static boolean hasErrors(Storage storage, String uri, long rows) throws IOException {
        return rows == 0
                || whole(storage, uri).filter(file -> file.rows() == rows).isPresent();
    }

    private static Optional<TableFile> whole(Storage storage, String uri) throws IOException {
        if (!storage.exists(uri)) {
            return Optional.empty();
        }
        try {
            return Optional.of(TableFile.open(storage, uri));
        } catch (IOException e) {
            LOG.warn("{} is made again: {}", uri, e.getMessage());
            return Optional.empty();
        }
    }

    /** For the footer. */
    public static String text(JsonNode statistics) throws JsonProcessingException {
        return JSON.writeValueAsString(statistics);
    }
}
