package org.sparklavit.train;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Single threads that work beside the training thread. */
final class Workers {
    private static final long PATIENCE_SECONDS = 60;

    private Workers() {}

    /** A thread that starts with its first task and does not keep the process alive. */
    static ExecutorService named(String name) {
        return Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work, name);
            worker.setDaemon(true);
            return worker;
        });
    }

    /** Interrupts what runs and waits for its end, as it works on memory that is about to be freed. */
    static void stop(ExecutorService worker) {
        worker.shutdownNow();
        boolean wasInterrupted = Thread.interrupted();
        try {
            if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a worker did not end within " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            wasInterrupted = true;
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
