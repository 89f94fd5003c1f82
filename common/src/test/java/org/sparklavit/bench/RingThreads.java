package org.sparklavit.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.JobSecret;
import org.sparklavit.collective.RingAddress;
import org.sparklavit.collective.RingCollective;
import org.sparklavit.collective.RingListener;
import org.sparklavit.collective.RingSettings;

/** Ranks as threads of this process that talk over TCP, as ranks in processes of their own do. */
final class RingThreads {
    private RingThreads() {}

    /** What a rank does. */
    @FunctionalInterface
    interface Body<T> {
        T run(Collective rank) throws IOException;
    }

    /** Runs {@code body} on every rank and returns what it gave on rank 0. */
    static <T> T run(int world, Body<T> body) throws Exception {
        JobSecret secret = JobSecret.draw("benchmark", 0);
        List<RingListener> listeners = new ArrayList<>();
        for (int rank = 0; rank < world; rank++) {
            listeners.add(RingListener.open(rank, world, "127.0.0.1", secret));
        }
        List<RingAddress> addresses =
                listeners.stream().map(RingListener::address).toList();
        ExecutorService threads = Executors.newFixedThreadPool(world);
        try {
            List<Future<T>> ranks = new ArrayList<>();
            for (RingListener listener : listeners) {
                ranks.add(threads.submit(() -> {
                    try (Collective rank =
                            RingCollective.join(listener, addresses, RingSettings.DEFAULT, () -> false)) {
                        return body.run(rank);
                    }
                }));
            }
            for (Future<T> rank : ranks) {
                rank.get();
            }
            return ranks.get(0).get();
        } finally {
            threads.shutdownNow();
        }
    }
}
