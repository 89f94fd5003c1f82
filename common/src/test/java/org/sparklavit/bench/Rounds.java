package org.sparklavit.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Times several ways to compute the same in turn, A B C A B C ..., so that a machine whose speed drifts slows all alike;
 * figures are medians over rounds.
 */
public final class Rounds {
    private final List<List<Double>> seconds;

    private Rounds(int contenders) {
        seconds = IntStream.range(0, contenders)
                .mapToObj(i -> (List<Double>) new ArrayList<Double>())
                .toList();
    }

    /** Times {@code rounds} rounds after {@code warmUp} that do not count; each contender tells its seconds. */
    public static Rounds run(int warmUp, int rounds, DoubleSupplier... contenders) {
        Rounds result = new Rounds(contenders.length);
        for (int round = -warmUp; round < rounds; round++) {
            for (int i = 0; i < contenders.length; i++) {
                double took = contenders[i].getAsDouble();
                if (round >= 0) {
                    result.seconds.get(i).add(took);
                }
            }
        }
        return result;
    }

    /** Work that is timed from outside. */
    public static DoubleSupplier timed(Runnable work) {
        return () -> {
            long start = System.nanoTime();
            work.run();
            return (System.nanoTime() - start) / 1e9;
        };
    }

    /** Of a contender, by its place. */
    public double seconds(int contender) {
        return median(seconds.get(contender));
    }

    /** How many times as long as {@code fast} the contender {@code slow} takes: the median of the rounds' ratios. */
    public double ratio(int slow, int fast) {
        return median(IntStream.range(0, seconds.get(slow).size())
                .mapToObj(round ->
                        seconds.get(slow).get(round) / seconds.get(fast).get(round))
                .toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
