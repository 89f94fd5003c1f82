package org.sparklavit.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.collective.Collective;

/** Figures gathered between two log lines, over micro-batches, steps and, once reduced, ranks. */
public final class StepMetrics {
    /**
     * A count: how long all devices together, at their peak, would take for what the model had to compute. In the log it
     * becomes {@code modelFlopsUtilisation}, as a share of the time that was taken.
     */
    public static final String SECONDS_AT_PEAK = "secondsAtPeak";

    private final Map<String, Figure> figures = new TreeMap<>();

    /** A weighted mean, or a plain sum. */
    private record Figure(double sum, double weight, boolean isCount) {
        Figure plus(Figure other) {
            return new Figure(sum + other.sum, weight + other.weight, isCount);
        }

        double value() {
            return isCount ? sum : sum / weight;
        }
    }

    /** Adds to the weighted mean {@code name}; a weight of zero adds nothing. */
    public void add(String name, double value, double weight) {
        if (weight > 0) {
            figures.merge(name, new Figure(value * weight, weight, false), Figure::plus);
        }
    }

    /** Adds to the sum {@code name}. */
    public void addCount(String name, double value) {
        figures.merge(name, new Figure(value, 1, true), Figure::plus);
    }

    /** The value of {@code name}, or NaN if nothing was added. */
    public double get(String name) {
        return figures.containsKey(name) ? figures.get(name).value() : Double.NaN;
    }

    /** Every figure by name. */
    public Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        figures.forEach((name, figure) -> values.put(name, figure.value()));
        return values;
    }

    /** The figures of all ranks together, the same on each; this rank's own are cleared. */
    StepMetrics reduceAndClear(Collective collective) {
        StepMetrics all = new StepMetrics();
        for (byte[] message : collective.allGatherBytes(encode())) {
            all.merge(message);
        }
        figures.clear();
        return all;
    }

    private byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(figures.size());
            for (Map.Entry<String, Figure> entry : figures.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeDouble(entry.getValue().sum());
                out.writeDouble(entry.getValue().weight());
                out.writeBoolean(entry.getValue().isCount());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void merge(byte[] message) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
            for (int left = in.readInt(); left > 0; left--) {
                figures.merge(
                        in.readUTF(), new Figure(in.readDouble(), in.readDouble(), in.readBoolean()), Figure::plus);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
