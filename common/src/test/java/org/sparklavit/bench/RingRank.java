package org.sparklavit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.Floats;
import org.sparklavit.collective.JobSecret;
import org.sparklavit.collective.RingAddress;
import org.sparklavit.collective.RingCollective;
import org.sparklavit.collective.RingListener;
import org.sparklavit.collective.RingSettings;

/**
 * One rank of {@code tools/bench.sh collectives} in a process of its own. Standard input has the job's secret, then the
 * addresses of all ranks, then an operation and a number of floats on each line; standard output has an answer to each.
 */
final class RingRank {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Collective ring;
    private ByteBuffer buffer = Floats.allocate(0);

    private RingRank(Collective ring) {
        this.ring = ring;
    }

    /** Arguments: rank and world size. */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        RingListener listener = RingListener.open(
                Integer.parseInt(args[0]), Integer.parseInt(args[1]), "127.0.0.1", secret(in.readLine()));
        answer(Map.of("address", listener.address().hostAndPort()));
        List<RingAddress> addresses = new ArrayList<>();
        for (String address : in.readLine().split(" ", -1)) {
            addresses.add(RingAddress.parse(addresses.size(), address));
        }
        try (Collective ring = RingCollective.join(listener, addresses, RingSettings.DEFAULT, () -> false)) {
            answer(Map.of("rank", ring.rank()));
            RingRank rank = new RingRank(ring);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                answer(Map.of("seconds", rank.time(words[0], Integer.parseInt(words[1]))));
            }
        }
    }

    private static JobSecret secret(String base64) throws IOException, ClassNotFoundException {
        byte[] bytes = Base64.getDecoder().decode(base64);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (JobSecret) in.readObject();
        }
    }

    private static void answer(Map<String, Object> fields) throws IOException {
        System.out.println(JSON.writeValueAsString(fields));
    }

    private double time(String operation, int floats) {
        if (buffer.capacity() != floats * Float.BYTES) {
            buffer = Floats.allocate(floats);
        }
        fill();
        ring.barrier();
        long start = System.nanoTime();
        switch (operation) {
            case "all-reduce" -> ring.allReduce(buffer);
            case "reduce-scatter" -> ring.reduceScatter(buffer);
            case "all-gather" -> ring.allGather(buffer);
            default -> throw new IllegalArgumentException("no operation " + operation);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        check(operation);
        return seconds;
    }

    /** Every element of rank r is r + 1. */
    private void fill() {
        for (int i = 0; i < buffer.capacity(); i += Float.BYTES) {
            buffer.putFloat(i, ring.rank() + 1);
        }
    }

    /** The ends of this rank's own segment, so that a fast but wrong ring would not pass. */
    private void check(String operation) {
        int world = ring.worldSize();
        long floats = buffer.capacity() / Float.BYTES;
        float expected = operation.equals("all-gather") ? ring.rank() + 1 : world * (world + 1) / 2f;
        for (long i : new long[] {floats * ring.rank() / world, floats * (ring.rank() + 1) / world - 1}) {
            float found = buffer.getFloat((int) i * Float.BYTES);
            if (found != expected) {
                throw new IllegalStateException(
                        operation + " left " + found + " instead of " + expected + " at element " + i);
            }
        }
    }
}
