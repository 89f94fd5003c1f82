package org.sparklavit.tokenizer.shard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sparklavit.config.ConfigException;

/** What the whole job did, and whether every row that came in is accounted for. */
public final class ShardReport {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<ShardResult> shards;
    private final Map<String, Long> rowsIn;
    private final Map<String, SourceStatistics> sources = new TreeMap<>();

    /**
     * Adds up.
     *
     * @param rowsIn rows that each source gave, as the readers counted them
     * @param shards what was written, in order
     */
    public ShardReport(Map<String, Long> rowsIn, List<ShardResult> shards) {
        this.rowsIn = new TreeMap<>(rowsIn);
        this.shards = List.copyOf(shards);
        rowsIn.keySet().forEach(source -> sources.put(source, new SourceStatistics()));
        for (ShardResult shard : shards) {
            shard.sources().forEach((source, part) -> sources.computeIfAbsent(source, s -> new SourceStatistics())
                    .add(part));
        }
    }

    long in() {
        return rowsIn.values().stream().mapToLong(Long::longValue).sum();
    }

    long out() {
        return sources.values().stream().mapToLong(SourceStatistics::samples).sum();
    }

    long errors() {
        return sources.values().stream().mapToLong(SourceStatistics::errorRows).sum();
    }

    /**
     * Checks that nothing was lost, and that something was found.
     *
     * @throws IllegalStateException if the rows of a source do not add up
     * @throws ConfigException if no sample at all was usable
     */
    public void check(String output) {
        sources.forEach((source, found) -> {
            long expected = rowsIn.getOrDefault(source, 0L);
            if (expected != found.samples() + found.errorRows()) {
                throw new IllegalStateException("source '" + source + "': " + expected + " rows came in but "
                        + found.samples() + " rows and " + found.errorRows() + " error rows went out");
            }
        });
        if (out() == 0) {
            throw new ConfigException("none of the " + in() + " samples can be used" + reasons(allErrors())
                    + "; the table " + output + "/errors tells why for each");
        }
    }

    private Map<String, Long> allErrors() {
        SourceStatistics all = new SourceStatistics();
        sources.values().forEach(all::add);
        return all.errors();
    }

    private static String reasons(Map<String, Long> errors) {
        return errors.isEmpty()
                ? ""
                : errors.entrySet().stream()
                        .map(error -> error.getKey() + " " + error.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    /** For the console. */
    public String summary(String output) {
        long bytes = shards.stream().mapToLong(ShardResult::bytes).sum();
        StringBuilder text = new StringBuilder("shard: " + in() + " rows in = " + out() + " rows out + " + errors()
                + " error rows; " + shards.size() + (shards.size() == 1 ? " shard, " : " shards, ")
                + ShardPlan.readable(bytes) + " in " + output);
        sources.forEach((source, found) -> text.append("\n  ")
                .append(source)
                .append(": ")
                .append(found.samples())
                .append(" rows, ")
                .append(found.errorRows())
                .append(" error rows")
                .append(reasons(found.errors())));
        return text.toString();
    }

    /** For {@code _manifest.json}. The same input and configuration give the same text. */
    public String toJson(ShardConfig config, String effectiveHocon) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("formatVersion", 1).put("job", "shard");
        json.put("rowsIn", in()).put("rowsOut", out()).put("errorRows", errors());
        json.put("seed", config.seed());
        ObjectNode bySource = json.putObject("sources");
        sources.forEach(
                (source, found) -> bySource.set(source, found.toJson().put("rowsIn", rowsIn.getOrDefault(source, 0L))));
        ArrayNode files = json.putArray("shards");
        shards.forEach(shard -> files.addObject()
                .put("file", "data/" + shard.file())
                .put("rows", shard.rows())
                .put("bytes", shard.bytes()));
        json.put("config", effectiveHocon);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }
}
