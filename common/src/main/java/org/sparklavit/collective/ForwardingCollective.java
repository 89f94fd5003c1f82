package org.sparklavit.collective;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Passes every operation on to another collective; subclasses add something to some of them. */
public abstract class ForwardingCollective implements Collective {
    private final Collective inner;

    /** Forwards to {@code inner}, and closes it with itself. */
    protected ForwardingCollective(Collective inner) {
        this.inner = inner;
    }

    @Override
    public int rank() {
        return inner.rank();
    }

    @Override
    public int worldSize() {
        return inner.worldSize();
    }

    @Override
    public void allReduce(ByteBuffer floats) {
        inner.allReduce(floats);
    }

    @Override
    public void reduceScatter(ByteBuffer floats) {
        inner.reduceScatter(floats);
    }

    @Override
    public void allGather(ByteBuffer floats) {
        inner.allGather(floats);
    }

    @Override
    public void broadcast(ByteBuffer bytes, int root) {
        inner.broadcast(bytes, root);
    }

    @Override
    public byte[][] allGatherBytes(byte[] message) {
        return inner.allGatherBytes(message);
    }

    @Override
    public void barrier() {
        inner.barrier();
    }

    @Override
    public Optional<Collective> onGpu() {
        return inner.onGpu();
    }

    @Override
    public void close() {
        inner.close();
    }
}
