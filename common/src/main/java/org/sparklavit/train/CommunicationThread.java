package org.sparklavit.train;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Talks to the other ranks while the training thread computes: operations run one after another, in the order in which
 * they were given. Between {@link #submit} and {@link #await} nobody else may use the collective.
 */
final class CommunicationThread implements AutoCloseable {
    private final ExecutorService thread;
    private final Queue<Future<?>> underWay = new ArrayDeque<>();
    private double busySeconds;

    CommunicationThread(String name) {
        thread = Workers.named(name);
    }

    /** Appends an operation. */
    void submit(Runnable operation) {
        underWay.add(thread.submit(() -> {
            long start = System.nanoTime();
            operation.run();
            busySeconds += (System.nanoTime() - start) / 1e9;
        }));
    }

    /** Waits for all operations; what the first one that failed threw is thrown here. */
    void await() {
        while (!underWay.isEmpty()) {
            try {
                underWay.remove().get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for other ranks", e);
            }
        }
    }

    /** Seconds of operations since the last call; nothing may be under way. */
    double takeBusySeconds() {
        double seconds = busySeconds;
        busySeconds = 0;
        return seconds;
    }

    @Override
    public void close() {
        Workers.stop(thread);
    }
}
