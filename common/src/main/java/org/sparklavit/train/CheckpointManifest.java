package org.sparklavit.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What makes a folder of files a checkpoint: written last, so that a checkpoint without one does not exist.
 *
 * @param step the last step it contains
 * @param dataStates where each rank stood in its data, in rank order
 * @param metrics the figures of the step, for people
 * @param files one of each rank, in rank order
 */
record CheckpointManifest(
        long step, List<String> dataStates, Map<String, Double> metrics, List<CheckpointFiles.Written> files) {
    static final String NAME = "manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The number of ranks that wrote it. */
    int ranks() {
        return files.size();
    }

    String toJson() throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    static CheckpointManifest parse(String json) throws IOException {
        return JSON.readValue(json, CheckpointManifest.class);
    }
}
