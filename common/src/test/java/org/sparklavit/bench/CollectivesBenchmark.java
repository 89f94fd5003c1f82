package org.sparklavit.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.sparklavit.collective.JobSecret;

/**
 * {@code tools/bench.sh collectives}: our ring against Gloo, each with one process per rank on loopback. Rounds take
 * turns; an operation takes as long as its slowest rank.
 */
final class CollectivesBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UP = 5;
    private static final int MEGABYTE = 1_000_000;
    private static final List<Integer> WORLDS = List.of(2, 4);
    private static final List<Integer> SIZES_MB = List.of(1, 25, 200);
    private static final List<String> OPERATIONS = List.of("all-reduce", "reduce-scatter", "all-gather");

    private final String python;
    private final String script;
    private final int rounds;
    private double slowest = Double.POSITIVE_INFINITY;

    private CollectivesBenchmark(String python, String script, int rounds) {
        this.python = python;
        this.script = script;
        this.rounds = rounds;
    }

    /** Arguments: figures, python, the peer's script, rounds. */
    public static void main(String[] args) throws IOException {
        CollectivesBenchmark benchmark = new CollectivesBenchmark(args[1], args[2], Integer.parseInt(args[3]));
        ObjectNode figures = JSON.createObjectNode();
        System.out.printf("%-6s %-16s %6s %10s %10s %8s%n", "ranks", "operation", "MB", "ring ms", "Gloo ms", "ratio");
        for (int world : WORLDS) {
            benchmark.measure(world, figures.putObject(world + " ranks"));
        }
        JSON.writeValue(Path.of(args[0]).toFile(), figures);
        if (benchmark.slowest < 1) {
            System.out.println("goal missed: the ring must be at least as fast as Gloo everywhere");
        }
        System.out.printf(
                Locale.ROOT, "the ring is %.2f times as fast as Gloo where it gains least%n", benchmark.slowest);
        System.exit(benchmark.slowest < 1 ? 1 : 0);
    }

    private void measure(int world, ObjectNode figures) throws IOException {
        List<LinePeer> ring = new ArrayList<>();
        List<LinePeer> gloo = new ArrayList<>();
        Path meeting = Files.createTempDirectory("gloo").resolve("store");
        try {
            for (int rank = 0; rank < world; rank++) {
                ring.add(ringRank(rank, world));
                gloo.add(new LinePeer(python, script, "" + rank, "" + world, meeting.toString()));
            }
            connect(ring);
            LinePeer.askAll(gloo, "join");
            for (int megabytes : SIZES_MB) {
                for (String operation : OPERATIONS) {
                    String command = operation + " " + megabytes * MEGABYTE / Float.BYTES;
                    Rounds timed = Rounds.run(WARM_UP, rounds, on(ring, command), on(gloo, command));
                    report(world, operation, megabytes, timed, figures);
                }
            }
        } finally {
            ring.forEach(LinePeer::close);
            gloo.forEach(LinePeer::close);
        }
    }

    /** With the options that the executors of a job have. */
    private static LinePeer ringRank(int rank, int world) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        return new LinePeer(java, "-Xmx512m", "-cp", classPath, RingRank.class.getName(), "" + rank, "" + world);
    }

    /** As in a barrier stage: the driver draws the secret, every rank tells its port, all learn all ports. */
    private static void connect(List<LinePeer> ring) throws IOException {
        ByteArrayOutputStream secret = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(secret)) {
            out.writeObject(JobSecret.draw("collectives", 0));
        }
        String addresses = LinePeer.askAll(ring, Base64.getEncoder().encodeToString(secret.toByteArray())).stream()
                .map(answer -> answer.get("address").asText())
                .collect(Collectors.joining(" "));
        LinePeer.askAll(ring, addresses);
    }

    private static DoubleSupplier on(List<LinePeer> ranks, String command) {
        return () -> LinePeer.askAll(ranks, command).stream()
                .map(answer -> answer.get("seconds"))
                .mapToDouble(JsonNode::asDouble)
                .max()
                .orElseThrow();
    }

    private void report(int world, String operation, int megabytes, Rounds timed, ObjectNode figures) {
        double ratio = timed.ratio(1, 0);
        slowest = Math.min(slowest, ratio);
        System.out.printf(
                Locale.ROOT,
                "%-6d %-16s %6d %10.2f %10.2f %8.2f%n",
                world,
                operation,
                megabytes,
                1000 * timed.seconds(0),
                1000 * timed.seconds(1),
                ratio);
        figures.putObject(operation + " of " + megabytes + " MB")
                .put("ringMillis", 1000 * timed.seconds(0))
                .put("glooMillis", 1000 * timed.seconds(1))
                .put("ratio", ratio);
    }
}
