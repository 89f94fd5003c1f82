package org.sparklavit.pretrain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.Stream;

/**
 * How a run went, in {@code summary.json}.
 *
 * @param parameters trained numbers
 * @param worldSize ranks
 * @param steps optimiser steps
 * @param tokensPerSecond over all ranks, without padding; the median of the log lines
 * @param streams first and last loss of each stream that was seen
 * @param heldOut the last held-out loss of each stream that was measured
 */
public record PretrainSummary(
        long parameters,
        int worldSize,
        long steps,
        double tokensPerSecond,
        Map<String, Losses> streams,
        Map<String, Double> heldOut) {
    /** Log lines over which the first and the last loss are averaged. */
    private static final int LINES = 20;

    private static final String HELD_OUT = "heldOut_";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Means over the first and over the last log lines, in nats per supervised token. */
    public record Losses(double firstLoss, double lastLoss) {}

    /** Reads the log in {@code output}. */
    static PretrainSummary of(Storage storage, String output, long parameters, int worldSize) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line :
                storage.readText(Storage.child(output, "metrics.jsonl")).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        Map<String, Losses> streams = new TreeMap<>();
        Map<String, Double> heldOut = new TreeMap<>();
        for (Stream stream : Stream.values()) {
            List<Double> losses = values(lines, stream.metric());
            if (!losses.isEmpty()) {
                streams.put(stream.metric(), ends(losses));
            }
            List<Double> measured = values(lines, HELD_OUT + stream.metric());
            if (!measured.isEmpty()) {
                heldOut.put(stream.metric(), measured.get(measured.size() - 1));
            }
        }
        List<Double> speeds = values(lines, "tokensPerSecond").stream().sorted().toList();
        long steps = lines.get(lines.size() - 1).get("step").asLong();
        return new PretrainSummary(parameters, worldSize, steps, speeds.get(speeds.size() / 2), streams, heldOut);
    }

    /** Writes this to {@code output}. */
    void write(Storage storage, String output) throws IOException {
        storage.writeText(Storage.child(output, "summary.json"), JSON.writeValueAsString(this));
    }

    private static Losses ends(List<Double> losses) {
        int count = Math.max(1, Math.min(LINES, losses.size() / 2));
        return new Losses(mean(losses.subList(0, count)), mean(losses.subList(losses.size() - count, losses.size())));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static List<Double> values(List<JsonNode> lines, String key) {
        return lines.stream()
                .map(line -> line.path(key))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asDouble)
                .toList();
    }
}
