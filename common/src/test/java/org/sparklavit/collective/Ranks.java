package org.sparklavit.collective;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs one body per rank at the same time, each on a thread of its own: for tests. */
public final class Ranks {

    /** What one rank does; its collective is closed afterwards. */
    @FunctionalInterface
    public interface Body<T> {
        T run(Collective collective) throws Exception;
    }

    private Ranks() {}

    /** Runs on in-process collectives; result r came from rank r. */
    public static <T> List<T> run(int world, Body<T> body) throws Exception {
        return run(LocalCollective.group(world), body);
    }

    /** Runs on these collectives; the error of a rank that failed by itself goes before its followers'. */
    public static <T> List<T> run(List<? extends Collective> group, Body<T> body) throws Exception {
        List<Callable<T>> calls = new ArrayList<>();
        for (Collective collective : group) {
            calls.add(() -> {
                try (collective) {
                    return body.run(collective);
                }
            });
        }
        return together(calls);
    }

    /** Runs all calls at the same time and returns their results in order. */
    static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<Future<T>> futures = threads.invokeAll(calls);
            List<T> results = new ArrayList<>();
            Exception first = null;
            for (Future<T> future : futures) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    first = moreTelling(first, e);
                }
            }
            if (first != null) {
                throw first;
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Exception moreTelling(Exception known, ExecutionException next) {
        Exception cause = next.getCause() instanceof Exception e ? e : next;
        boolean follower = known instanceof CollectiveException && !(cause instanceof CollectiveException);
        return known == null || follower ? cause : known;
    }
}
