package org.sparklavit.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.io.Storage;

/**
 * The figures of a run, in {@code metrics.jsonl} and in a TensorBoard event file beside it.
 *
 * <p>Both are rewritten whole, because object stores cannot append; a resumed run first drops the lines after its
 * checkpoint, so each step stands there once, however often the run was interrupted.
 */
final class TrainingLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Rewriting more often would be most of the work of a long run on an object store. */
    private static final long FLUSH_NANOS = 10_000_000_000L;

    private final Storage storage;
    private final String metricsUri;
    private final String eventsUri;
    private final List<ObjectNode> lines = new ArrayList<>();
    private long flushedAt = System.nanoTime() - FLUSH_NANOS;

    /** Continues the log in {@code folder}, without the lines after {@code step}. */
    TrainingLog(Storage storage, String folder, long step) throws IOException {
        this.storage = storage;
        metricsUri = Storage.child(folder, "metrics.jsonl");
        eventsUri = Storage.child(folder, "events.out.tfevents.0.spark-lavit");
        if (storage.exists(metricsUri)) {
            for (String line : storage.readText(metricsUri).lines().toList()) {
                JsonNode node = JSON.readTree(line);
                if (node.get("step").asLong() <= step) {
                    lines.add((ObjectNode) node);
                }
            }
        }
    }

    /** Adds a line. Values that JSON cannot hold (NaN) are written as null. */
    void add(long step, Map<String, Double> figures) {
        ObjectNode line = JSON.createObjectNode();
        line.put("step", step);
        line.put("wallTimeSeconds", System.currentTimeMillis() / 1000.0);
        figures.forEach((name, value) -> {
            if (Double.isFinite(value)) {
                line.put(name, value);
            } else {
                line.putNull(name);
            }
        });
        lines.add(line);
        if (System.nanoTime() - flushedAt >= FLUSH_NANOS) {
            flush();
        }
    }

    /** Writes both files. */
    void flush() {
        try {
            storage.writeText(metricsUri, text());
            storage.writeAtomically(eventsUri, out -> out.write(events()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the training log " + metricsUri, e);
        }
        flushedAt = System.nanoTime();
    }

    private String text() throws JsonProcessingException {
        StringBuilder text = new StringBuilder();
        for (ObjectNode line : lines) {
            text.append(JSON.writeValueAsString(line)).append('\n');
        }
        return text.toString();
    }

    private byte[] events() {
        double start = lines.isEmpty() ? 0 : lines.get(0).get("wallTimeSeconds").asDouble();
        TensorBoardFile events = new TensorBoardFile(start);
        for (ObjectNode line : lines) {
            Map<String, Double> scalars = new TreeMap<>();
            line.properties().forEach(field -> {
                if (field.getValue().isNumber()) {
                    scalars.put(field.getKey(), field.getValue().asDouble());
                }
            });
            scalars.remove("step");
            double wallTime = scalars.remove("wallTimeSeconds");
            events.add(line.get("step").asLong(), wallTime, scalars);
        }
        return events.bytes();
    }
}
