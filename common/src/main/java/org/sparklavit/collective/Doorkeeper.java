package org.sparklavit.collective;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Greets everyone at a rank's port at the same time, lets the left neighbour in and turns all others away. */
final class Doorkeeper implements Runnable {

    /** With so many undecided guests the one waiting longest has to go, so strangers cannot lock the neighbour out. */
    private static final int MAX_GUESTS = 64;

    private static final long WAKE_MILLIS = 500;

    private final ServerSocketChannel port;
    private final Selector selector;
    private final JobSecret secret;
    private final int caller;
    private final int host;
    private final long patienceNanos;
    private final CompletableFuture<SocketChannel> neighbour;
    private final Deque<Guest> guests = new ArrayDeque<>();

    private volatile boolean stopped;
    private volatile String refusals = "nobody else tried";
    private int refused;

    /** @param patience how long a stranger may keep its place */
    Doorkeeper(
            ServerSocketChannel port,
            JobSecret secret,
            int caller,
            int host,
            Duration patience,
            CompletableFuture<SocketChannel> neighbour)
            throws IOException {
        this.port = port;
        this.secret = secret;
        this.caller = caller;
        this.host = host;
        this.patienceNanos = patience.toNanos();
        this.neighbour = neighbour;
        this.selector = Selector.open();
        port.configureBlocking(false);
        port.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override
    public void run() {
        try {
            while (!stopped && !neighbour.isDone()) {
                selector.select(wakeMillis());
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid()) {
                        serve(key);
                    }
                }
                selector.selectedKeys().clear();
                List.copyOf(guests).stream().filter(Guest::isLate).forEach(guest -> refuse(guest, "it was too slow"));
            }
        } catch (IOException | RuntimeException e) {
            neighbour.completeExceptionally(e);
        } finally {
            guests.forEach(guest -> Closing.quietly(guest.channel()));
            Closing.quietly(port);
            Closing.quietly(selector);
        }
    }

    private long wakeMillis() {
        return guests.isEmpty() ? WAKE_MILLIS : Math.min(WAKE_MILLIS, 1 + patienceNanos / 1_000_000);
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.attachment() instanceof Guest guest) {
            greet(guest, key);
        } else {
            admit();
        }
    }

    private void admit() throws IOException {
        SocketChannel channel = port.accept();
        if (channel == null) {
            return;
        }
        if (guests.size() == MAX_GUESTS) {
            refuse(guests.getFirst(), "others came");
        }
        Guest guest = new Guest(channel, secret, caller, host, System.nanoTime() + patienceNanos);
        guests.add(guest);
        channel.configureBlocking(false);
        SelectionKey key = channel.register(selector, guest.interest(), guest);
        greet(guest, key);
    }

    private void greet(Guest guest, SelectionKey key) {
        try {
            if (guest.proceed()) {
                guests.remove(guest);
                key.cancel();
                if (!neighbour.complete(guest.channel())) {
                    Closing.quietly(guest.channel());
                }
            } else {
                key.interestOps(guest.interest());
            }
        } catch (IOException e) {
            refuse(guest, e.getMessage());
        }
    }

    private void refuse(Guest guest, String reason) {
        guests.remove(guest);
        refused++;
        refusals = refused + " other connections were refused, the last one from " + remoteOf(guest.channel())
                + " because " + reason;
        Closing.quietly(guest.channel());
    }

    /** For error messages: how many strangers were turned away, and why the last one. */
    String refusals() {
        return refusals;
    }

    void stop() {
        stopped = true;
        selector.wakeup();
    }

    private static String remoteOf(SocketChannel channel) {
        try {
            return String.valueOf(channel.getRemoteAddress());
        } catch (IOException e) {
            return "an unknown address";
        }
    }
}
