package org.sparklavit.collective;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Connects a rank to its right neighbour and proves to it who is calling. */
final class RingDialer {

    private static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The one on the other side does not know the secret: calling again would not help. */
    private static final class StrangerException extends IOException {
        StrangerException() {
            super("the process there does not know the job's secret");
        }
    }

    private final JobSecret secret;
    private final RingAddress self;
    private final RingAddress right;

    RingDialer(JobSecret secret, RingAddress self, RingAddress right) {
        this.secret = secret;
        this.self = self;
        this.right = right;
    }

    /**
     * Calls until the neighbour welcomes this rank. A refused connection is final: the neighbour opened its port
     * before rendezvous, so it must be dead.
     *
     * @return the connection, in non-blocking mode
     */
    SocketChannel dial(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                return call(Math.min(deadline, System.nanoTime() + GREETING_NANOS));
            } catch (StrangerException | ConnectException | UnknownHostException | ClosedByInterruptException e) {
                throw failure(e);
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                    throw failure(e);
                }
            }
        }
    }

    private SocketChannel call(long deadline) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            channel.connect(right.resolve());
            while (!channel.finishConnect()) {
                await(selector, deadline);
            }
            greet(channel, key, deadline);
            return channel;
        } catch (IOException | RuntimeException e) {
            Closing.quietly(channel);
            throw e;
        }
    }

    private void greet(SocketChannel channel, SelectionKey key, long deadline) throws IOException {
        Greeting greeting = Greeting.from(secret, self.rank(), right.rank());
        say(greeting.hello(), channel, key, deadline);
        ByteBuffer challenge = hear(Greeting.CHALLENGE_BYTES, channel, key, deadline);
        say(greeting.answer(challenge).orElseThrow(StrangerException::new), channel, key, deadline);
        if (hear(1, channel, key, deadline).get() != Greeting.WELCOME) {
            throw new StrangerException();
        }
    }

    private void say(ByteBuffer words, SocketChannel channel, SelectionKey key, long deadline) throws IOException {
        key.interestOps(SelectionKey.OP_WRITE);
        while (true) {
            channel.write(words);
            if (!words.hasRemaining()) {
                return;
            }
            await(key.selector(), deadline);
        }
    }

    private ByteBuffer hear(int bytes, SocketChannel channel, SelectionKey key, long deadline) throws IOException {
        key.interestOps(SelectionKey.OP_READ);
        ByteBuffer words = ByteBuffer.allocate(bytes);
        while (true) {
            if (channel.read(words) < 0) {
                throw new EOFException("it hung up during the greeting");
            }
            if (!words.hasRemaining()) {
                return words.flip();
            }
            await(key.selector(), deadline);
        }
    }

    private static void await(Selector selector, long deadline) throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException("it did not answer in time");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    private CollectiveException failure(IOException e) {
        return new CollectiveException(
                self + " cannot connect to its right neighbour, " + right + ": " + e.getMessage(), right.rank(), e);
    }
}
