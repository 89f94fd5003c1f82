package org.sparklavit.cluster;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs an ordinary Spark job of one task a part, for those parts of an output that are not there yet. */
public final class PartTasks {
    private PartTasks() {}

    /**
     * Makes a part, on an executor.
     *
     * @param <R> what became of it; travels back to the driver
     */
    @FunctionalInterface
    public interface Task<R> extends Serializable {
        /**
         * Makes the part with this number.
         *
         * @param progress told how many rows more are done
         */
        R run(int part, LongConsumer progress) throws Exception;
    }

    /**
     * Runs them, and shows how far they are.
     *
     * @param job its name
     * @param unit what its rows are, such as {@code images}
     * @param missing the numbers of the parts with their rows
     * @return what became of each part
     */
    public static <R> Map<Integer, R> run(
            JavaSparkContext context, String job, String unit, SortedMap<Integer, Long> missing, Task<R> task) {
        List<Integer> parts = List.copyOf(missing.keySet());
        long rows = missing.values().stream().mapToLong(Long::longValue).sum();
        try (ProgressPrinter progress = ProgressPrinter.start(context.sc(), job, unit, rows)) {
            ProgressCounter counter = progress.counter();
            List<R> results = context.parallelize(parts, Math.max(1, parts.size()))
                    .map(part -> task.run(part, counter::add))
                    .collect();
            Map<Integer, R> made = new TreeMap<>();
            for (int i = 0; i < results.size(); i++) {
                made.put(parts.get(i), results.get(i));
            }
            return made;
        }
    }
}
