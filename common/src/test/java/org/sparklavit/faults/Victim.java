package org.sparklavit.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The processes and files of a training that a fault may strike.
 *
 * @param workers process ids of the cluster's workers, whose children the executors are
 * @param output the run's output folder
 * @param python a Python 3
 * @param tools the folder of the suite's scripts
 */
record Victim(List<Long> workers, Path output, String python, Path tools) {

    /** Executors that are alive, in the order of their workers; one that has died lingers without a command. */
    List<ProcessHandle> executors() {
        return workers.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(ProcessHandle::children)
                .filter(child -> child.info().command().isPresent())
                .toList();
    }

    ProcessHandle anyExecutor(Random random) {
        List<ProcessHandle> executors = executors();
        return executors.get(random.nextInt(executors.size()));
    }

    static boolean isStopped(ProcessHandle process) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
            return status.contains("State:\tT");
        } catch (IOException e) {
            return false;
        }
    }

    /** The folder of the newest checkpoint that is complete. */
    Path newestCheckpoint() throws IOException {
        try (Stream<Path> steps = Files.list(output.resolve("checkpoints"))) {
            return steps.filter(step -> Files.exists(step.resolve("manifest.json")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    /** One of the files of numbers that make up the newest checkpoint. */
    Path checkpointFile(Random random) throws IOException {
        Path newest = newestCheckpoint();
        JsonNode files = new ObjectMapper()
                .readTree(newest.resolve("manifest.json").toFile())
                .get("files");
        return newest.resolve(
                files.get(random.nextInt(files.size())).get("name").asText());
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(output).getUsableSpace();
    }

    static void command(String... words) throws IOException, InterruptedException {
        int status = new ProcessBuilder(words).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", words) + " ended with " + status);
        }
    }
}
