package org.sparklavit.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Ranks in different processes, each connected over TCP to its two neighbours in a ring. A rank sends and receives
 * 2 (world - 1) / world of the data in an all-reduce, whatever the world size, and does so in the calling thread:
 * there are no threads and no copies of the data besides one small piece.
 *
 * <p>The connections are authenticated ({@link JobSecret}) but not encrypted. Ring all-reduce: Patarasuk and Yuan,
 * "Bandwidth optimal all-reduce algorithms for clusters of workstations", 2009.
 */
public final class RingCollective implements Collective {

    private final int rank;
    private final int world;
    private final RingLinks links;
    private final ByteBuffer staging;
    private int sequence;
    private CollectiveException failure;

    private RingCollective(int rank, int world, RingLinks links, int chunkBytes) {
        this.rank = rank;
        this.world = world;
        this.links = links;
        this.staging = Floats.allocate(chunkBytes / Float.BYTES);
    }

    /**
     * Connects this rank to its neighbours, while they do the same, and closes the listener.
     *
     * @param addresses the listeners' addresses of all ranks, in rank order
     * @param cancelled looked at while waiting; once true, the operation fails
     * @throws CollectiveException naming the neighbour that could not be reached, or that did not come
     */
    public static RingCollective join(
            RingListener listener, List<RingAddress> addresses, RingSettings settings, BooleanSupplier cancelled) {
        int rank = listener.rank();
        int world = listener.worldSize();
        if (addresses.size() != world) {
            throw new IllegalArgumentException(
                    "got " + addresses.size() + " addresses for a world of " + world + " ranks");
        }
        try (listener) {
            RingLinks links = world == 1 ? null : connect(listener, addresses, settings, cancelled);
            return new RingCollective(rank, world, links, settings.chunkBytes());
        }
    }

    private static RingLinks connect(
            RingListener listener, List<RingAddress> addresses, RingSettings settings, BooleanSupplier cancelled) {
        int world = addresses.size();
        RingAddress self = addresses.get(listener.rank());
        RingAddress left = addresses.get(Math.floorMod(self.rank() - 1, world));
        RingAddress right = addresses.get((self.rank() + 1) % world);
        SocketChannel toRight = new RingDialer(listener.secret(), self, right).dial(settings.connectTimeout());
        SocketChannel fromLeft = null;
        try {
            fromLeft = listener.awaitNeighbour(left, settings.connectTimeout());
            return new RingLinks(self, left, fromLeft, right, toRight, settings.operationTimeout(), cancelled);
        } catch (IOException | RuntimeException e) {
            Closing.quietly(toRight);
            Closing.quietly(fromLeft);
            throw e instanceof CollectiveException known
                    ? known
                    : new CollectiveException(self + " cannot set up its connections", self.rank(), e);
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int worldSize() {
        return world;
    }

    @Override
    public void allReduce(ByteBuffer floats) {
        overFloats(RingCall.Kind.ALL_REDUCE, SegmentPass.Steps.reduceAndGather(world), floats);
    }

    @Override
    public void reduceScatter(ByteBuffer floats) {
        overFloats(RingCall.Kind.REDUCE_SCATTER, SegmentPass.Steps.reduce(world), floats);
    }

    @Override
    public void allGather(ByteBuffer floats) {
        overFloats(RingCall.Kind.ALL_GATHER, SegmentPass.Steps.gather(world), floats);
    }

    private void overFloats(RingCall.Kind kind, SegmentPass.Steps steps, ByteBuffer floats) {
        int n = Floats.view(floats).remaining();
        int[] offsets = new int[world + 1];
        for (int r = 0; r <= world; r++) {
            offsets[r] = Segments.start(n, r, world) * Float.BYTES;
        }
        circulate(kind, steps, floats, offsets);
    }

    @Override
    public void broadcast(ByteBuffer bytes, int root) {
        Checks.broadcast(bytes, root, world);
        RingCall call = new RingCall(RingCall.Kind.BROADCAST, root, sequence++, bytes.remaining());
        run(() -> new ChainPass(links, call, rank, world, bytes).run());
    }

    @Override
    public byte[][] allGatherBytes(byte[] message) {
        ByteBuffer sizes = ByteBuffer.allocate(Integer.BYTES * world);
        sizes.putInt(Integer.BYTES * rank, message.length);
        circulate(RingCall.Kind.MESSAGE_SIZES, SegmentPass.Steps.gather(world), sizes, evenOffsets(Integer.BYTES));
        int[] offsets = new int[world + 1];
        for (int r = 0; r < world; r++) {
            offsets[r + 1] = Math.addExact(offsets[r], sizes.getInt(Integer.BYTES * r));
        }
        ByteBuffer all = ByteBuffer.allocate(offsets[world]).put(offsets[rank], message);
        circulate(RingCall.Kind.MESSAGES, SegmentPass.Steps.gather(world), all, offsets);
        byte[][] messages = new byte[world][];
        for (int r = 0; r < world; r++) {
            messages[r] = new byte[offsets[r + 1] - offsets[r]];
            all.get(offsets[r], messages[r]);
        }
        return messages;
    }

    /** One byte of every rank has come around: so everyone has called. */
    @Override
    public void barrier() {
        circulate(RingCall.Kind.BARRIER, SegmentPass.Steps.gather(world), ByteBuffer.allocate(world), evenOffsets(1));
    }

    private int[] evenOffsets(int bytesEach) {
        int[] offsets = new int[world + 1];
        for (int r = 0; r <= world; r++) {
            offsets[r] = r * bytesEach;
        }
        return offsets;
    }

    private void circulate(RingCall.Kind kind, SegmentPass.Steps steps, ByteBuffer data, int[] offsets) {
        RingCall call = new RingCall(kind, 0, sequence++, data.remaining());
        run(() -> new SegmentPass(links, call, rank, steps, data, offsets, staging).run());
    }

    /** After a failure the connections are closed at once, so that the neighbours need not wait for a timeout. */
    private void run(Runnable pass) {
        if (failure != null) {
            throw new CollectiveException(
                    "the ring is closed: " + failure.getMessage(),
                    failure.suspect().orElse(CollectiveException.NOBODY),
                    failure);
        }
        if (world == 1) {
            return;
        }
        try {
            pass.run();
        } catch (CollectiveException e) {
            failure = e;
            links.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (failure == null) {
            failure = new CollectiveException("rank " + rank + " has left it", rank);
        }
        if (links != null) {
            links.close();
        }
    }
}
