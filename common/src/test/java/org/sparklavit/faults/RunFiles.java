package org.sparklavit.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run leaves: figures and weights.
 *
 * @param output the run's output folder
 */
record RunFiles(Path output) {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The figures of a step that must not depend on time. */
    private static final List<String> FIGURES = List.of("step", "loss", "gradientNorm", "learningRate");

    /** The figures of each step, as they stand in the log, bit for bit. */
    List<String> losses() throws IOException {
        List<String> losses = new ArrayList<>();
        for (String line : Files.readAllLines(output.resolve("metrics.jsonl"))) {
            JsonNode figures = JSON.readTree(line);
            losses.add(
                    FIGURES.stream().map(name -> name + "=" + figures.get(name)).toList() + "");
        }
        return losses;
    }

    /**
     * Whether the exported model has the same bytes there, and the last checkpoint the same lengths and checksums: the
     * names of its files are of the attempt that wrote them.
     */
    boolean sameWeights(RunFiles other) throws IOException {
        return Files.mismatch(exported(), other.exported()) < 0 && checksums().equals(other.checksums());
    }

    private Path exported() {
        return output.resolve("export").resolve("model.safetensors");
    }

    private List<String> checksums() throws IOException {
        List<String> checksums = new ArrayList<>();
        Path manifest =
                new Victim(List.of(), output, "", output).newestCheckpoint().resolve("manifest.json");
        for (JsonNode file : JSON.readTree(manifest.toFile()).get("files")) {
            checksums.add(file.get("bytes") + " bytes, checksum " + file.get("crc32c"));
        }
        return checksums;
    }
}
