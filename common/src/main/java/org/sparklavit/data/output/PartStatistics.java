package org.sparklavit.data.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;

/**
 * What became of the samples of a part, or of all parts, by source, and in what time: {@code stats/part-N.json}, as
 * img2dataset has a file of statistics beside each shard. Times differ from run to run, so they are in no other file.
 *
 * @param sources by name
 * @param seconds of all tasks that made the parts, one after the other
 * @param parts how many
 */
public record PartStatistics(Map<String, Counts> sources, double seconds, int parts) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FOLDER = "stats";

    /**
     * Samples of one source.
     *
     * @param successes those that became rows
     * @param failures error rows by reason
     */
    public record Counts(long successes, Map<String, Long> failures) {
        /** Those of both. */
        Counts plus(Counts other) {
            Map<String, Long> sum = new TreeMap<>(failures);
            other.failures.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
            return new Counts(successes + other.successes, sum);
        }

        /** All error rows. */
        public long failed() {
            return failures.values().stream().mapToLong(Long::longValue).sum();
        }

        /** All samples. */
        public long count() {
            return successes + failed();
        }
    }

    /** Where the parts' statistics lie. */
    public static String folder(String output) {
        return Storage.child(output, FOLDER);
    }

    /**
     * Leaves the statistics of a part beside it.
     *
     * @param part name of the part's file
     * @param start when its task began
     */
    public static void write(Storage storage, String output, String part, Instant start, Map<String, Counts> sources)
            throws IOException {
        Instant end = Instant.now();
        PartStatistics statistics =
                new PartStatistics(sources, Duration.between(start, end).toNanos() / 1e9, 1);
        ObjectNode json = statistics.toJson();
        json.put("startTime", start.truncatedTo(ChronoUnit.MILLIS).toString());
        json.put("endTime", end.truncatedTo(ChronoUnit.MILLIS).toString());
        String name = part.replaceFirst("\\.parquet$", ".json");
        storage.writeText(
                Storage.child(folder(output), name),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    }

    /** The sum of all parts of an output; of none if it has no statistics. */
    public static PartStatistics read(Storage storage, String output) throws IOException {
        PartStatistics sum = new PartStatistics(Map.of(), 0, 0);
        if (storage.isFolder(folder(output))) {
            for (StoredFile file : storage.list(folder(output))) {
                sum = sum.plus(fromJson(JSON.readTree(storage.readText(file.uri()))));
            }
        }
        return sum;
    }

    private static PartStatistics fromJson(JsonNode json) {
        Map<String, Counts> sources = new TreeMap<>();
        json.path("sources").properties().forEach(source -> {
            Map<String, Long> failures = new TreeMap<>();
            source.getValue()
                    .path("failures")
                    .properties()
                    .forEach(reason ->
                            failures.put(reason.getKey(), reason.getValue().longValue()));
            sources.put(
                    source.getKey(),
                    new Counts(source.getValue().path("successes").longValue(), failures));
        });
        return new PartStatistics(sources, json.path("seconds").doubleValue(), 1);
    }

    private PartStatistics plus(PartStatistics other) {
        Map<String, Counts> sum = new TreeMap<>(sources);
        other.sources.forEach((source, counts) -> sum.merge(source, counts, Counts::plus));
        return new PartStatistics(sum, seconds + other.seconds, parts + other.parts);
    }

    /** All samples of all sources. */
    public long count() {
        return sources.values().stream().mapToLong(Counts::count).sum();
    }

    private double samplesPerSecond() {
        return count() / Math.max(seconds, 1e-9);
    }

    /** For other programs. */
    public ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("parts", parts)
                .put("count", count())
                .put("seconds", seconds)
                .put("samplesPerSecond", samplesPerSecond());
        ObjectNode bySource = json.putObject("sources");
        sources.forEach((source, counts) -> {
            ObjectNode own = bySource.putObject(source);
            own.put("count", counts.count())
                    .put("successes", counts.successes())
                    .put("failed", counts.failed());
            ObjectNode failures = own.putObject("failures");
            counts.failures().forEach(failures::put);
        });
        return json;
    }

    /** A line for each source, and one for the time. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        sources.forEach((source, counts) -> lines.add(String.format(
                Locale.ROOT,
                "%s: %d samples, %d became rows (%.2f%%), %d failed%s",
                source,
                counts.count(),
                counts.successes(),
                100.0 * counts.successes() / Math.max(1, counts.count()),
                counts.failed(),
                counts.failures().isEmpty() ? "" : " " + counts.failures())));
        lines.add(rate());
        return lines;
    }

    /** How fast a task was. */
    public String rate() {
        return String.format(
                Locale.ROOT,
                "%.1f samples a second and task (%d parts, %.1f s of tasks)",
                samplesPerSecond(),
                parts,
                seconds);
    }
}
