package org.sparklavit.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * {@code tools/study.sh faults}: trains once undisturbed, then once per fault, each at a random step, on a standalone
 * cluster of real processes; every run must end by itself with the same losses and the same weights.
 */
final class FaultSuite {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STEPS = 40;
    private static final int CHECKPOINT_EVERY = 6;
    private static final int MAX_RESTARTS = 3;
    private static final long TIMEOUT_SECONDS = 300;

    private final List<String> command;
    private final Path work;
    private final List<Long> workers;
    private final String python;
    private final Path tools;
    private boolean missed;

    private FaultSuite(String[] args) {
        work = Path.of(args[1]);
        python = args[2];
        tools = Path.of(args[3]);
        workers = Arrays.stream(args[5].split(",", -1)).map(Long::parseLong).toList();
        command = List.of(args).subList(7, args.length);
    }

    /** How a fault ended. */
    private record Recovery(long step, String cause, double noticedSeconds, double trainingSeconds, long resumedAt) {}

    /** Arguments: figures, work folder, python, tools, seed, workers' process ids, faults, and the driver's command. */
    public static void main(String[] args) throws Exception {
        FaultSuite suite = new FaultSuite(args);
        ObjectNode figures = JSON.createObjectNode();
        long seed = Long.parseLong(args[4]);
        figures.put("seed", seed);
        System.out.printf("seed %d, %d steps, a checkpoint every %d%n", seed, STEPS, CHECKPOINT_EVERY);
        RunFiles expected = suite.undisturbed();
        Random random = new Random(seed);
        for (Fault fault : Fault.values()) {
            // Drawn for those that are left out too: a fault has its step whichever others run.
            int step = CHECKPOINT_EVERY + 1 + random.nextInt(STEPS - CHECKPOINT_EVERY - 4);
            Random choices = new Random(random.nextLong());
            if (args[6].equals("all") || List.of(args[6].split(",", -1)).contains(fault.name())) {
                suite.disturbed(fault, step, choices, expected, figures.putObject(fault.name()));
            }
        }
        JSON.writeValue(Path.of(args[0]).toFile(), figures);
        if (suite.missed) {
            System.out.println("goal missed: a run must end by itself with the losses and weights of the undisturbed");
        }
        System.out.println("faults: " + (suite.missed ? "not all runs" : "all runs")
                + " ended by themselves with the same losses and weights");
        System.exit(suite.missed ? 1 : 0);
    }

    private RunFiles undisturbed() throws Exception {
        Path output = work.resolve("undisturbed").resolve("model");
        try (DriverProcess driver = start(output, Map.of())) {
            if (driver.awaitEnd() != 0) {
                throw new IllegalStateException("the undisturbed run failed; see " + output.getParent());
            }
        }
        System.out.printf(
                "%-45s %5s %9s %9s %7s  %s%n", "fault", "step", "noticed", "training", "losses", "first cause");
        return new RunFiles(output);
    }

    private DriverProcess start(Path output, Map<String, String> settings) throws Exception {
        Files.createDirectories(output.getParent());
        List<String> words = new ArrayList<>();
        for (String word : command) {
            if (word.equals("--")) {
                settings.forEach((key, value) -> words.addAll(List.of("--conf", key + "=" + value)));
            }
            words.add(word);
        }
        words.addAll(List.of(
                "output=" + output,
                "max-restarts=" + MAX_RESTARTS,
                "training.steps=" + STEPS,
                "training.checkpoint-every=" + CHECKPOINT_EVERY));
        return new DriverProcess(words, work.resolve(output.getParent().getFileName() + ".log"), TIMEOUT_SECONDS);
    }

    private void disturbed(Fault fault, int step, Random random, RunFiles expected, ObjectNode figures)
            throws Exception {
        Path output = work.resolve(fault.name().toLowerCase(Locale.ROOT)).resolve("model");
        String ending;
        Recovery recovery = null;
        try (DriverProcess driver = start(output, fault.settings())) {
            recovery = strike(fault, step, driver, new Victim(workers, output, python, tools), random);
            ending = driver.awaitEnd() == 0 ? compare(expected, new RunFiles(output)) : "failed";
            Files.write(work.resolve(fault.name() + ".console"), driver.console());
        } catch (IllegalStateException e) {
            ending = e.getMessage();
        }
        missed |= !ending.equals("same");
        report(fault, step, ending, recovery, figures);
    }

    /** Strikes once the step has been reported; returns when steps are reported again. */
    private static Recovery strike(Fault fault, int step, DriverProcess driver, Victim victim, Random random)
            throws Exception {
        DriverProcess.Line line = driver.next();
        while (line.step() < step) {
            line = driver.next();
        }
        long struckAt = line.step();
        fault.strike(victim, random);
        long start = System.nanoTime();
        while (!line.tellsFailure()) {
            line = driver.next();
        }
        DriverProcess.Line failure = line;
        fault.relieve(victim);
        while (line.step() == 0) {
            line = driver.next();
        }
        String cause = failure.text().substring(failure.text().indexOf("First cause: ") + 13);
        return new Recovery(
                struckAt, cause, (failure.nanos() - start) / 1e9, (line.nanos() - start) / 1e9, line.step() - 1);
    }

    private static String compare(RunFiles expected, RunFiles found) throws Exception {
        if (!found.losses().equals(expected.losses())) {
            return "other losses";
        }
        return found.sameWeights(expected) ? "same" : "other weights";
    }

    private static void report(Fault fault, int step, String ending, Recovery recovery, ObjectNode figures) {
        figures.put("words", fault.words()).put("chosenStep", step).put("result", ending);
        if (recovery == null) {
            System.out.printf("%-45s %5d  %s%n", fault.words(), step, ending);
            return;
        }
        figures.put("step", recovery.step())
                .put("firstCause", recovery.cause())
                .put("noticedSeconds", recovery.noticedSeconds())
                .put("trainingAgainSeconds", recovery.trainingSeconds())
                .put("resumedAt", recovery.resumedAt());
        System.out.printf(
                Locale.ROOT,
                "%-45s %5d %7.1f s %7.1f s %7s  %s%n",
                fault.words(),
                recovery.step(),
                recovery.noticedSeconds(),
                recovery.trainingSeconds(),
                ending,
                recovery.cause());
    }
}
