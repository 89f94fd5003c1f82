package org.sparklavit.collective;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** Passes everything on, and tells other threads how far this rank is: what they need to find one that stands still. */
public final class WatchedCollective extends ForwardingCollective {
    private volatile State state = new State(0, false);

    /**
     * Where a rank is.
     *
     * @param operations that it has begun
     * @param isInside whether the last of them is still going on, which mostly means waiting for others
     */
    public record State(long operations, boolean isInside) {}

    /** Watches {@code inner}, and closes it with itself. */
    public WatchedCollective(Collective inner) {
        super(inner);
    }

    /** Where this rank is now; any thread may ask. */
    public State state() {
        return state;
    }

    private <T> T watched(Supplier<T> operation) {
        long number = state.operations() + 1;
        state = new State(number, true);
        T result = operation.get();
        state = new State(number, false);
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
}
