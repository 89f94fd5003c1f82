package org.sparklavit.collective;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/** Passes everything on, and tells other threads how far this rank is: what they need to find one that stands still. */
public final class WatchedCollective extends ForwardingCollective {
    private final Watch watch;

    /**
     * Where a rank is.
     *
     * @param operations that it has begun
     * @param isInside whether the last of them is still going on, which mostly means waiting for others
     */
    public record State(long operations, boolean isInside) {}

    /** What is shared with the same ranks' collective for GPUs. */
    private static final class Watch {
        private volatile State state = new State(0, false);
    }

    /** Watches {@code inner}, and closes it with itself. */
    public WatchedCollective(Collective inner) {
        this(inner, new Watch());
    }

    private WatchedCollective(Collective inner, Watch watch) {
        super(inner);
        this.watch = watch;
    }

    /** Where this rank is now; any thread may ask. */
    public State state() {
        return watch.state;
    }

    private <T> T watched(Supplier<T> operation) {
        long number = watch.state.operations() + 1;
        watch.state = new State(number, true);
        T result = operation.get();
        watch.state = new State(number, false);
        return result;
    }

    private void watched(Runnable operation) {
        watched(() -> {
            operation.run();
            return true;
        });
    }

    @Override
    public void allReduce(ByteBuffer floats) {
        watched(() -> super.allReduce(floats));
    }

    @Override
    public void reduceScatter(ByteBuffer floats) {
        watched(() -> super.reduceScatter(floats));
    }

    @Override
    public void allGather(ByteBuffer floats) {
        watched(() -> super.allGather(floats));
    }

    @Override
    public void broadcast(ByteBuffer bytes, int root) {
        watched(() -> super.broadcast(bytes, root));
    }

    @Override
    public byte[][] allGatherBytes(byte[] message) {
        return watched(() -> super.allGatherBytes(message));
    }

    @Override
    public void barrier() {
        watched(super::barrier);
    }

    @Override
    public Optional<Collective> onGpu() {
        return super.onGpu().map(inner -> new WatchedCollective(inner, watch));
    }
}
