package org.sparklavit.data.batch;

import java.io.Closeable;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Decodes the images of a batch, several at a time: one thread cannot feed a GPU. */
public final class DecodingThreads implements Closeable {
    /** What the key {@code decode-threads} of all jobs with images means. */
    public static final String HELP =
            "Threads that decode images beside the model. With a GPU as many as the cores that a task has (spark.task.cpus).";

    private final int threads;
    private final ExecutorService pool;

    /** So many {@code threads}; with one, images are decoded on the caller's own. */
    public DecodingThreads(int threads) {
        this.threads = threads;
        this.pool = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "decode-helper");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Gives every number from 0 up to {@code count}, exclusive, to {@code decode}; all are done when this returns.
     *
     * @throws RuntimeException what {@code decode} threw
     */
    public void run(int count, IntConsumer decode) throws InterruptedException {
        if (threads == 1) {
            for (int image = 0; image < count; image++) {
                decode.accept(image);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        Callable<Void> worker = () -> {
            for (int image = next.getAndIncrement(); image < count; image = next.getAndIncrement()) {
                decode.accept(image);
            }
            return null;
        };
        for (Future<Void> each : pool.invokeAll(Collections.nCopies(Math.min(threads, count), worker))) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
            }
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
