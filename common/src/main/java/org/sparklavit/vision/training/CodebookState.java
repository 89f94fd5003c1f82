package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.HostMemory;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Tensors;

/**
 * The codebook with its averages, as arrays that a checkpoint saves. All are equal on every rank.
 *
 * <p>{@code counts} (K) are the features of one step that choose each code, averaged over steps; {@code sums} (K, C) are
 * their sums, averaged the same way; {@code age} (K) is the number of steps since a code was last chosen.
 */
final class CodebookState implements AutoCloseable {
    private final NDManager manager = Tensors.newManager();
    private final Parameter codes;
    private final NDArray counts;
    private final NDArray sums;
    private final NDArray age;

    CodebookState(Parameter codes) {
        this.codes = codes;
        counts = manager.zeros(new Shape(size()), DataType.FLOAT32);
        sums = manager.zeros(codes.shape(), DataType.FLOAT32);
        age = manager.zeros(new Shape(size()), DataType.FLOAT32);
    }

    /** A copy in Java's memory, to be worked on. */
    record Values(float[] codes, float[] counts, float[] sums, float[] age) {}

    /** The number K of codes. */
    int size() {
        return Math.toIntExact(codes.shape().get(0));
    }

    /** The width C of a code. */
    int width() {
        return Math.toIntExact(codes.shape().get(1));
    }

    /** Whether codes have been given their first values. */
    boolean isStarted() {
        try (NDArray total = counts.sum()) {
            return HostMemory.number(total) > 0;
        }
    }

    Values read() {
        return new Values(
                HostMemory.floats(codes.value()),
                HostMemory.floats(counts),
                HostMemory.floats(sums),
                HostMemory.floats(age));
    }

    void write(Values values) {
        copy(codes.value(), values.codes());
        copy(counts, values.counts());
        copy(sums, values.sums());
        copy(age, values.age());
    }

    /** Starts from {@code clusters}, as if a step brought {@code featuresPerStep} features in their proportions. */
    void start(CosineKMeans.Clusters clusters, double featuresPerStep) {
        float[] counts = new float[size()];
        double total = 0;
        for (int k = 0; k < counts.length; k++) {
            counts[k] = Math.max(1, clusters.counts()[k]);
            total += counts[k];
        }
        float[] sums = new float[size() * width()];
        for (int k = 0; k < counts.length; k++) {
            counts[k] *= (float) (featuresPerStep / total);
            for (int c = k * width(); c < (k + 1) * width(); c++) {
                sums[c] = counts[k] * clusters.centres()[c];
            }
        }
        write(new Values(clusters.centres(), counts, sums, new float[counts.length]));
    }

    /** Everything by the name that it has in a checkpoint. */
    Map<String, NDArray> buffers() {
        Map<String, NDArray> buffers = new LinkedHashMap<>(averages());
        buffers.put(codes.name(), codes.value());
        return buffers;
    }

    /** The same without the codes. */
    Map<String, NDArray> averages() {
        Map<String, NDArray> averages = new LinkedHashMap<>();
        averages.put("quantize.counts", counts);
        averages.put("quantize.sums", sums);
        averages.put("quantize.age", age);
        return averages;
    }

    private void copy(NDArray destination, float[] values) {
        try (NDArray source = manager.create(values, destination.getShape())) {
            FlatUpdates.copy(destination, source);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
