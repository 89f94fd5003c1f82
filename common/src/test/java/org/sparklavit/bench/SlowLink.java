package org.sparklavit.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.ForwardingCollective;

/**
 * A collective whose buffers take as long as they would on a slower network: an operation that was quicker than its
 * bytes at this rate waits, without using the processor, as a network card would let it.
 */
final class SlowLink extends ForwardingCollective {
    private final double bytesPerSecond;

    SlowLink(Collective inner, double bytesPerSecond) {
        super(inner);
        this.bytesPerSecond = bytesPerSecond;
    }

    private void atRate(ByteBuffer buffer, double share, Runnable operation) {
        long end = System.nanoTime() + (long) (1e9 * share * buffer.remaining() / bytesPerSecond);
        operation.run();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private double others() {
        return (worldSize() - 1.0) / worldSize();
    }

    @Override
    public void allReduce(ByteBuffer floats) {
        atRate(floats, 2 * others(), () -> super.allReduce(floats));
    }

    @Override
    public void reduceScatter(ByteBuffer floats) {
        atRate(floats, others(), () -> super.reduceScatter(floats));
    }

    @Override
    public void allGather(ByteBuffer floats) {
        atRate(floats, others(), () -> super.allGather(floats));
    }

    @Override
    public void broadcast(ByteBuffer bytes, int root) {
        atRate(bytes, 1, () -> super.broadcast(bytes, root));
    }
}
