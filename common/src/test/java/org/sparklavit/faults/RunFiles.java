package org.sparklavit.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

    /** Whether every file of numbers of the last checkpoint and of the exported model has the same bytes there. */
    boolean sameWeights(RunFiles other) throws IOException {
        List<Path> files = weights();
        if (files.isEmpty() || !files.equals(other.weights())) {
            return false;
        }
        for (Path file : files) {
            if (Files.mismatch(output.resolve(file), other.output.resolve(file)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Relative paths, sorted. Older checkpoints may have been pruned at other times. */
    private List<Path> weights() throws IOException {
        Path last = new Victim(List.of(), output, "", output).newestCheckpoint();
        List<Path> files = new ArrayList<>();
        for (Path folder : List.of(last, output.resolve("export"))) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> file.toString().endsWith(".safetensors"))
                        .map(output::relativize)
                        .forEach(files::add);
            }
        }
        files.sort(null);
        return files;
    }
}
