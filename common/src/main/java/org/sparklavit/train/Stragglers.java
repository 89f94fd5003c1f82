package org.sparklavit.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparklavit.collective.Collective;

/** Compares how long each rank computes in a step, and names one that all others have to wait for. */
final class Stragglers {
    /** So many times the median of the others is too much. */
    private static final double TOO_SLOW = 1.5;

    private final Collective collective;

    /** What a rank tells the others. */
    private record Pace(String host, double seconds) {}

    Stragglers(Collective collective) {
        this.collective = collective;
    }

    /**
     * Called by every rank at the same step.
     *
     * @param seconds that this rank computed in each of the last steps, waiting for others not counted
     * @return a sentence about the slowest rank if it is too slow
     */
    Optional<String> find(double seconds) {
        List<Pace> paces = new ArrayList<>();
        for (byte[] message : collective.allGatherBytes(encode(new Pace(Hosts.own(), seconds)))) {
            paces.add(decode(message));
        }
        int slowest = IntStream.range(0, paces.size())
                .reduce((a, b) -> paces.get(b).seconds() > paces.get(a).seconds() ? b : a)
                .orElseThrow();
        List<Double> others = IntStream.range(0, paces.size())
                .filter(rank -> rank != slowest)
                .mapToObj(rank -> paces.get(rank).seconds())
                .sorted()
                .toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        double median = others.get(others.size() / 2);
        return paces.get(slowest).seconds() > TOO_SLOW * median
                ? Optional.of(describe(slowest, paces.get(slowest), median))
                : Optional.empty();
    }

    private static String describe(int rank, Pace pace, double median) {
        return String.format(
                Locale.ROOT,
                "rank %d on %s is a straggler: it computes %.2f s a step, %.1f times as long as the others (%.2f s). Look"
                        + " for another load, a throttled processor or a bad disk there.",
                rank,
                pace.host(),
                pace.seconds(),
                pace.seconds() / median,
                median);
    }

    private static byte[] encode(Pace pace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeDouble(pace.seconds());
            out.writeUTF(pace.host());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Pace decode(byte[] message) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
            double seconds = in.readDouble();
            return new Pace(in.readUTF(), seconds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
