package org.sparklavit.collective;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The two connections of a rank: bytes come from the left and go to the right, never the other way. Turns what goes
 * wrong on a connection into an error that names the neighbour at its end.
 */
final class RingLinks implements Closeable {

    /** How often a waiting rank looks whether its task has been cancelled. */
    private static final long WAKE_MILLIS = 100;

    private final RingAddress self;
    private final RingAddress left;
    private final RingAddress right;
    private final SocketChannel fromLeft;
    private final SocketChannel toRight;
    private final long timeoutMillis;
    private final BooleanSupplier cancelled;
    private final Selector selector;
    private final SelectionKey leftKey;
    private final SelectionKey rightKey;
    private final ByteBuffer probe = ByteBuffer.allocate(1);

    RingLinks(
            RingAddress self,
            RingAddress left,
            SocketChannel fromLeft,
            RingAddress right,
            SocketChannel toRight,
            Duration timeout,
            BooleanSupplier cancelled)
            throws IOException {
        this.self = self;
        this.left = left;
        this.right = right;
        this.fromLeft = fromLeft;
        this.toRight = toRight;
        this.timeoutMillis = timeout.toMillis();
        this.cancelled = cancelled;
        this.selector = Selector.open();
        this.leftKey = register(fromLeft);
        this.rightKey = register(toRight);
    }

    private SelectionKey register(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        return channel.register(selector, 0);
    }

    RingAddress self() {
        return self;
    }

    RingAddress left() {
        return left;
    }

    /** Sends what the connection takes now; returns the number of bytes taken. */
    int send(ByteBuffer bytes) {
        try {
            return toRight.write(bytes);
        } catch (IOException e) {
            throw lost("right", right, e);
        }
    }

    /** Receives what is there now; returns the number of bytes received. */
    int receive(ByteBuffer bytes) {
        try {
            int count = fromLeft.read(bytes);
            if (count < 0) {
                throw lost("left", left, null);
            }
            return count;
        } catch (IOException e) {
            throw lost("left", left, e);
        }
    }

    /**
     * Waits until bytes can move again.
     *
     * @param sending whether bytes for the right neighbour are left in this operation
     * @param blocked whether some of them are ready but the connection took none
     * @param receiving whether bytes from the left neighbour are missing
     * @param lastMoveNanos when the last byte moved
     * @param operation for the error message
     */
    void await(boolean sending, boolean blocked, boolean receiving, long lastMoveNanos, String operation) {
        try {
            // The right neighbour never answers: its connection becomes readable when it dies.
            rightKey.interestOps((sending ? SelectionKey.OP_READ : 0) | (blocked ? SelectionKey.OP_WRITE : 0));
            leftKey.interestOps(receiving ? SelectionKey.OP_READ : 0);
            selector.select(WAKE_MILLIS);
            boolean rightSpoke = selector.selectedKeys().contains(rightKey) && rightKey.isReadable();
            selector.selectedKeys().clear();
            if (rightSpoke) {
                checkRight();
            }
        } catch (IOException e) {
            throw new CollectiveException(self + " lost its selector in " + operation, self.rank(), e);
        }
        if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new CollectiveException(self + " was cancelled in " + operation, self.rank());
        }
        if (System.nanoTime() - lastMoveNanos > timeoutMillis * 1_000_000) {
            throw silent(receiving, operation);
        }
    }

    private void checkRight() {
        try {
            if (toRight.read(probe.clear()) != 0) {
                throw lost("right", right, null);
            }
        } catch (IOException e) {
            throw lost("right", right, e);
        }
    }

    private CollectiveException lost(String side, RingAddress neighbour, IOException cause) {
        String how = cause == null ? "it closed the connection" : String.valueOf(cause.getMessage());
        return new CollectiveException(
                self + " lost its " + side + " neighbour, " + neighbour + ": " + how, neighbour.rank(), cause);
    }

    private CollectiveException silent(boolean receiving, String operation) {
        RingAddress suspect = receiving ? left : right;
        String what = receiving ? "nothing came from its left neighbour, " : "nothing went to its right neighbour, ";
        return new CollectiveException(
                self + " gave up in " + operation + ": " + what + suspect + ", for " + timeoutMillis + " ms",
                suspect.rank());
    }

    @Override
    public void close() {
        Closing.quietly(fromLeft);
        Closing.quietly(toRight);
        Closing.quietly(selector);
    }
}
