package org.sparklavit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code tools/bench.sh overlap}: what two ranks wait for each other in a step of a 30M-parameter language model, with
 * and without communication beside the pass back, over loopback and at the rate of slower networks.
 */
final class OverlapBenchmark {
    private static final int WORLD = 2;
    private static final double MOST_WAITING = 0.1;
    private static final double BYTES_PER_GBIT = 1e9 / 8;
    private static final double LOOPBACK = 0;

    private final MadeUpTraining training = new MadeUpTraining(MadeUpTraining.llama(512, 9, 8, 1376), 256, 2);
    private final Path work;
    private final int rounds;
    private final int steps;
    private int runs;

    private OverlapBenchmark(Path work, int rounds, int steps) {
        this.work = work;
        this.rounds = rounds;
        this.steps = steps;
    }

    /** Medians over the runs of one way. */
    private record Way(List<Double> stepSeconds, List<Double> communicationSeconds, List<Double> share) {
        Way() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void add(Map<String, Double> figures) {
            stepSeconds.add(figures.get("stepSeconds"));
            communicationSeconds.add(figures.get("communicationSeconds"));
            share.add(figures.get("communicationShare"));
        }

        static double median(List<Double> values) {
            return values.stream().sorted().toList().get(values.size() / 2);
        }
    }

    /** Arguments: figures, rounds, steps of a run, rates in Gbit/s with 0 for loopback as it is. */
    public static void main(String[] args) throws Exception {
        Path work = Files.createTempDirectory("overlap");
        OverlapBenchmark benchmark = new OverlapBenchmark(work, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        System.out.printf(
                Locale.ROOT,
                "%,d parameters, %d ranks, %d rows of %d tokens each%n%-14s %-12s %12s %16s %14s%n",
                benchmark.training.parameters(),
                WORLD,
                benchmark.training.rows(),
                benchmark.training.window(),
                "network",
                "",
                "step ms",
                "communication ms",
                "waiting share");
        ObjectNode figures = new ObjectMapper().createObjectNode();
        figures.put("parameters", benchmark.training.parameters());
        double waiting = Double.NaN;
        for (String rate : List.of(args[3].split(","))) {
            double share = benchmark.compare(Double.parseDouble(rate), figures.putObject(rate + " Gbit/s"));
            waiting = Double.parseDouble(rate) == LOOPBACK ? share : waiting;
        }
        new ObjectMapper().writeValue(Path.of(args[0]).toFile(), figures);
        if (!(waiting < MOST_WAITING)) {
            System.out.printf(Locale.ROOT, "goal missed: at most %.0f%% waiting on loopback%n", 100 * MOST_WAITING);
        }
        System.out.printf(
                Locale.ROOT, "share of a step that waits, with overlap, on loopback: %.1f%%%n", 100 * waiting);
        System.exit(waiting < MOST_WAITING ? 0 : 1);
    }

    /** The share that waits with overlap. */
    private double compare(double gbit, ObjectNode figures) throws Exception {
        Way overlapping = new Way();
        Way inTurn = new Way();
        for (int round = 0; round < rounds; round++) {
            inTurn.add(train(gbit, false));
            overlapping.add(train(gbit, true));
        }
        report(gbit, "in turn", inTurn, figures.putObject("inTurn"));
        report(gbit, "overlapping", overlapping, figures.putObject("overlapping"));
        return Way.median(overlapping.share());
    }

    private Map<String, Double> train(double gbit, boolean overlaps) throws Exception {
        String output = work.resolve("run-" + runs++).toString();
        // The first step warms up: its figures are a log line of their own.
        MadeUpTraining.Plan plan = new MadeUpTraining.Plan(steps + 1, steps + 1, steps + 1, overlaps);
        return RingThreads.run(
                WORLD,
                rank -> training.run(
                        gbit == LOOPBACK ? rank : new SlowLink(rank, gbit * BYTES_PER_GBIT), plan, output, line -> {}));
    }

    private void report(double gbit, String name, Way way, ObjectNode figures) {
        double step = 1000 * Way.median(way.stepSeconds());
        double communication = 1000 * Way.median(way.communicationSeconds()) / steps;
        double share = Way.median(way.share());
        figures.put("stepMillis", step)
                .put("communicationMillis", communication)
                .put("waitingShare", share);
        String network = gbit == LOOPBACK ? "loopback" : String.format(Locale.ROOT, "%.1f Gbit/s", gbit);
        System.out.printf(
                Locale.ROOT, "%-14s %-12s %12.0f %16.0f %13.1f%%%n", network, name, step, communication, 100 * share);
    }
}
