package org.sparklavit.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Times two ways to compute the same in turn, A B A B ..., so that a machine whose speed drifts slows both alike; the
 * figure is the median over rounds.
 */
record Paired(double oursMillis, double theirsMillis, double ratio) {
    private static final int WARM_UP = 5;

    /** Times {@code rounds} pairs after a warm-up. */
    static Paired time(int rounds, Runnable ours, Runnable theirs) {
        for (int i = 0; i < WARM_UP; i++) {
            ours.run();
            theirs.run();
        }
        List<Double> oursMillis = new ArrayList<>();
        List<Double> theirsMillis = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            oursMillis.add(millis(ours));
            theirsMillis.add(millis(theirs));
            ratios.add(theirsMillis.get(i) / oursMillis.get(i));
        }
        return new Paired(median(oursMillis), median(theirsMillis), median(ratios));
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
