package org.sparklavit.collective;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The open port of one rank, from before rendezvous until its left neighbour has come. A thread of its own greets
 * whoever connects, so no guest holds up another, and closes the port when the neighbour is in.
 */
public final class RingListener implements Closeable {

    /** A neighbour needs milliseconds to prove who it is. */
    private static final Duration GUEST_PATIENCE = Duration.ofSeconds(5);

    private final int rank;
    private final int world;
    private final JobSecret secret;
    private final RingAddress address;
    private final Doorkeeper doorkeeper;
    private final CompletableFuture<SocketChannel> neighbour = new CompletableFuture<>();
    private boolean taken;

    private RingListener(
            int rank, int world, JobSecret secret, String host, ServerSocketChannel port, Duration guestPatience)
            throws IOException {
        this.rank = rank;
        this.world = world;
        this.secret = secret;
        this.address = new RingAddress(rank, host, ((InetSocketAddress) port.getLocalAddress()).getPort());
        this.doorkeeper = new Doorkeeper(port, secret, Math.floorMod(rank - 1, world), rank, guestPatience, neighbour);
        Thread thread = new Thread(doorkeeper, "ring-doorkeeper-" + rank);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens a free port.
     *
     * @param host the name or address under which the other ranks reach this machine
     * @throws UncheckedIOException if no port can be opened
     */
    public static RingListener open(int rank, int world, String host, JobSecret secret) {
        return open(rank, world, host, secret, GUEST_PATIENCE);
    }

    static RingListener open(int rank, int world, String host, JobSecret secret, Duration guestPatience) {
        Checks.worldSize(world);
        Checks.rank("rank", rank, world);
        try {
            return new RingListener(rank, world, secret, host, bind(host), guestPatience);
        } catch (IOException e) {
            throw new UncheckedIOException("rank " + rank + " cannot open a port on " + host, e);
        }
    }

    /** Only the interface that the peers use; behind a translated address no interface has it, then all. */
    private static ServerSocketChannel bind(String host) throws IOException {
        ServerSocketChannel port = ServerSocketChannel.open();
        try {
            return port.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
        } catch (BindException e) {
            return port.bind(new InetSocketAddress(0));
        } catch (IOException e) {
            Closing.quietly(port);
            throw e;
        }
    }

    /** What the other ranks must know to connect. */
    public RingAddress address() {
        return address;
    }

    int rank() {
        return rank;
    }

    int worldSize() {
        return world;
    }

    JobSecret secret() {
        return secret;
    }

    /** The authenticated connection from the left neighbour, in non-blocking mode. */
    SocketChannel awaitNeighbour(RingAddress left, Duration timeout) {
        try {
            SocketChannel channel = neighbour.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            taken = true;
            return channel;
        } catch (TimeoutException e) {
            throw new CollectiveException(
                    address + ": its left neighbour, " + left + ", did not connect within " + timeout.toMillis()
                            + " ms; " + doorkeeper.refusals(),
                    left.rank(),
                    e);
        } catch (ExecutionException e) {
            throw new CollectiveException(address + ": its port failed", rank, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CollectiveException(address + " was interrupted while connecting", rank, e);
        }
    }

    /** Closes the port; a neighbour that has already been taken over stays connected. */
    @Override
    public void close() {
        doorkeeper.stop();
        if (!taken && !neighbour.cancel(false) && !neighbour.isCompletedExceptionally()) {
            Closing.quietly(neighbour.join());
        }
    }
}
