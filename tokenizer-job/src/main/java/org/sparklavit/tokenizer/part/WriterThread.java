package org.sparklavit.tokenizer.part;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Writes batches one after another, on a thread of its own, so that the model does not wait for files either. */
final class WriterThread implements Closeable {
    /** Batches that wait or are being written: what they hold in memory is bounded. */
    private static final int AHEAD = 2;

    private static final long PATIENCE_SECONDS = 60;

    private final Queue<Future<Void>> underWay = new ArrayDeque<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread writer = new Thread(work, "write");
        writer.setDaemon(true);
        return writer;
    });

    /** Appends a write; waits where too many are under way. Throws what one of those before it has thrown. */
    void submit(Callable<Void> write) throws IOException {
        if (underWay.size() == AHEAD) {
            await(underWay.remove());
        }
        underWay.add(thread.submit(write));
    }

    /** Waits until all is written. */
    void finish() throws IOException {
        while (!underWay.isEmpty()) {
            await(underWay.remove());
        }
    }

    private static void await(Future<Void> write) throws IOException {
        try {
            write.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException known) {
                throw known;
            } else if (cause instanceof Error known) {
                // Hadoop's local files report a full disk so.
                throw known;
            }
            throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rows are written", e);
        }
    }

    /** Waits for the write that is under way: its file is about to be closed. */
    @Override
    public void close() {
        thread.shutdown();
        underWay.forEach(write -> write.cancel(false));
        try {
            thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
