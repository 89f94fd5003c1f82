package org.sparklavit.language.training;

import ai.djl.ndarray.NDArray;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.tensor.Ops;
import org.sparklavit.train.StepMetrics;

/** The mean loss of each stream: nats per supervised id, or squared error per predicted feature. */
final class StreamLosses {
    private final Map<Stream, double[]> sums = new EnumMap<>(Stream.class);

    /**
     * Sorts losses by stream.
     *
     * @param losses (N)
     * @param streams of each of the N positions
     */
    StreamLosses(NDArray losses, List<Stream> streams) {
        float[] values = Ops.detach(losses).toFloatArray();
        for (int i = 0; i < values.length; i++) {
            double[] sum = sums.computeIfAbsent(streams.get(i), stream -> new double[2]);
            sum[0] += values[i];
            sum[1]++;
        }
    }

    /** Adds each stream's mean under its name between {@code prefix} and {@code suffix}. */
    void addTo(StepMetrics metrics, String prefix, String suffix) {
        sums.forEach((stream, sum) -> metrics.add(prefix + stream.metric() + suffix, sum[0] / sum[1], sum[1]));
    }
}
