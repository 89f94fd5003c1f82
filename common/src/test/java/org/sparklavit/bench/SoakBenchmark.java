package org.sparklavit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * {@code tools/bench.sh soak}: memory, file handles and threads of a process with two ranks over many tiny steps,
 * checkpoints and log lines included, and what is left behind when the run has ended.
 */
final class SoakBenchmark {
    private static final int WORLD = 2;
    private static final int SAMPLES = 100;
    private static final int QUARTERS = 4;
    private static final double MOST_GROWTH = 1.02;

    private SoakBenchmark() {}

    /** Arguments: figures, steps. */
    public static void main(String[] args) throws Exception {
        int steps = Integer.parseInt(args[1]);
        train(SAMPLES, new ArrayList<>());
        ProcessUsage before = ProcessUsage.now();
        List<ProcessUsage> samples = Collections.synchronizedList(new ArrayList<>());
        train(steps, samples);
        ProcessUsage after = ProcessUsage.now();
        List<ProcessUsage> means = quarters(samples);
        System.out.printf("%-22s %14s %14s %10s%n", "", "resident MiB", "file handles", "threads");
        print("before", before);
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            int from = steps / QUARTERS * quarter + 1;
            print("steps " + from + " to " + steps / QUARTERS * (quarter + 1), means.get(quarter));
        }
        print("after", after);
        double growth = means.get(QUARTERS - 1).residentMiB() / means.get(1).residentMiB();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("steps", steps);
        figures.put("before", before);
        figures.put("quarters", means);
        figures.put("after", after);
        figures.put("growth", growth);
        new ObjectMapper().writeValue(Path.of(args[0]).toFile(), figures);
        boolean met = growth < MOST_GROWTH && after.files() <= before.files() && after.threads() <= before.threads();
        if (!met) {
            System.out.println(
                    "goal missed: memory of the last quarter at most 1.02 times the second's, and no handle or"
                            + " thread more after the run than before it");
        }
        System.out.printf(
                Locale.ROOT,
                "over %d steps: last quarter's memory is %.3f times the second's; %d file handles and %d threads more%n",
                steps,
                growth,
                after.files() - before.files(),
                after.threads() - before.threads());
        System.exit(met ? 0 : 1);
    }

    private static void train(int steps, List<ProcessUsage> samples) throws Exception {
        MadeUpTraining training = new MadeUpTraining(MadeUpTraining.llama(16, 2, 2, 24), 40, 1);
        MadeUpTraining.Plan plan = new MadeUpTraining.Plan(steps, Math.max(1, steps / SAMPLES), steps / 20, true);
        String output = Files.createTempDirectory("soak").toString();
        RingThreads.run(WORLD, rank -> training.run(rank, plan, output, line -> samples.add(ProcessUsage.now())));
    }

    private static List<ProcessUsage> quarters(List<ProcessUsage> samples) {
        List<ProcessUsage> means = new ArrayList<>();
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            List<ProcessUsage> part =
                    samples.subList(samples.size() * quarter / QUARTERS, samples.size() * (quarter + 1) / QUARTERS);
            means.add(new ProcessUsage(
                    mean(part, ProcessUsage::residentMiB),
                    Math.round(mean(part, ProcessUsage::files)),
                    Math.round(mean(part, ProcessUsage::threads))));
        }
        return means;
    }

    private static double mean(List<ProcessUsage> part, ToDoubleFunction<ProcessUsage> figure) {
        return part.stream().mapToDouble(figure).average().orElseThrow();
    }

    private static void print(String when, ProcessUsage usage) {
        System.out.printf(
                Locale.ROOT, "%-22s %14.1f %14d %10d%n", when, usage.residentMiB(), usage.files(), usage.threads());
    }
}
