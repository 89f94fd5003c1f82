package org.sparklavit.collective;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Ranks that are threads of one JVM and read each other's buffers: the collective of tests. It sums in the order that
 * {@link Collective} states, so a run on it can be compared bit by bit with a run over the network.
 */
public final class LocalCollective implements Collective {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** What a rank brings to a meeting: the operation, to find ranks that call different ones, and its buffer. */
    private record Offer(String call, Object payload) {}

    private final int rank;
    private final Offer[] offers;
    private final Meeting meeting;

    private LocalCollective(int rank, Offer[] offers, Meeting meeting) {
        this.rank = rank;
        this.offers = offers;
        this.meeting = meeting;
    }

    /** One collective per rank, to be used by one thread each; an operation waits for its peers up to a minute. */
    public static List<Collective> group(int world) {
        return group(world, DEFAULT_TIMEOUT);
    }

    /** As {@link #group(int)}, with the longest time that an operation waits for its peers. */
    public static List<Collective> group(int world, Duration timeout) {
        Checks.worldSize(world);
        Offer[] offers = new Offer[world];
        Meeting meeting = new Meeting(world, timeout);
        List<Collective> group = new ArrayList<>();
        for (int rank = 0; rank < world; rank++) {
            group.add(new LocalCollective(rank, offers, meeting));
        }
        return List.copyOf(group);
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int worldSize() {
        return offers.length;
    }

    @Override
    public void allReduce(ByteBuffer floats) {
        FloatBuffer own = Floats.view(floats);
        meet("all-reduce of " + own.remaining() + " floats", own);
        reduceOwnSegment(own);
        meeting.await(rank);
        copyOtherSegments(own);
        meeting.await(rank);
    }

    @Override
    public void reduceScatter(ByteBuffer floats) {
        FloatBuffer own = Floats.view(floats);
        meet("reduce-scatter of " + own.remaining() + " floats", own);
        reduceOwnSegment(own);
        meeting.await(rank);
    }

    @Override
    public void allGather(ByteBuffer floats) {
        FloatBuffer own = Floats.view(floats);
        meet("all-gather of " + own.remaining() + " floats", own);
        copyOtherSegments(own);
        meeting.await(rank);
    }

    @Override
    public void broadcast(ByteBuffer bytes, int root) {
        Checks.broadcast(bytes, root, worldSize());
        meet("broadcast of " + bytes.remaining() + " bytes from rank " + root, bytes.duplicate());
        if (rank != root) {
            bytes.duplicate().put(((ByteBuffer) offers[root].payload()).duplicate());
        }
        meeting.await(rank);
    }

    @Override
    public byte[][] allGatherBytes(byte[] message) {
        meet("all-gather of messages", message);
        byte[][] all = new byte[worldSize()][];
        for (int r = 0; r < all.length; r++) {
            all[r] = ((byte[]) offers[r].payload()).clone();
        }
        meeting.await(rank);
        return all;
    }

    @Override
    public void barrier() {
        meet("barrier", "");
        meeting.await(rank);
    }

    @Override
    public void close() {
        meeting.breakUp(new CollectiveException("rank " + rank + " has left", rank));
    }

    /** Shows this rank's buffer to all and checks that all came for the same thing. */
    private void meet(String call, Object payload) {
        offers[rank] = new Offer(call, Objects.requireNonNull(payload, call));
        meeting.await(rank);
        for (int other = 0; other < offers.length; other++) {
            if (!offers[other].call().equals(call)) {
                throw new CollectiveException(
                        "rank " + rank + " called " + call + " but rank " + other + " called " + offers[other].call(),
                        other);
            }
        }
    }

    /** Every rank writes only its own segment of its own buffer, so no one reads what another one writes. */
    private void reduceOwnSegment(FloatBuffer own) {
        int world = worldSize();
        int start = Segments.start(own.remaining(), rank, world);
        float[] sum = new float[Segments.length(own.remaining(), rank, world)];
        for (int k = 1; k <= world; k++) {
            FloatBuffer next = floatsOf((rank + k) % world);
            for (int i = 0; i < sum.length; i++) {
                // Starting from the first summand, not from 0: 0 + -0 would lose the sign of a negative zero.
                sum[i] = k == 1 ? next.get(start + i) : sum[i] + next.get(start + i);
            }
        }
        own.put(start, sum);
    }

    private void copyOtherSegments(FloatBuffer own) {
        for (int other = 0; other < worldSize(); other++) {
            if (other != rank) {
                int start = Segments.start(own.remaining(), other, worldSize());
                int length = Segments.length(own.remaining(), other, worldSize());
                own.put(start, floatsOf(other), start, length);
            }
        }
    }

    private FloatBuffer floatsOf(int other) {
        return (FloatBuffer) offers[other].payload();
    }
}
