package org.sparklavit.pretrain;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Spearman's rank correlation: how well one figure's order follows another's, whatever the shape of the relation. */
final class RankCorrelation {
    private RankCorrelation() {}

    /** From -1 to 1; equal values share the mean of their ranks. NaN if one side does not vary. */
    static double of(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " values against " + b.length);
        }
        return pearson(ranks(a), ranks(b));
    }

    private static double[] ranks(double[] values) {
        List<Integer> order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .toList();
        double[] ranks = new double[values.length];
        for (int from = 0, to; from < order.size(); from = to) {
            to = from;
            while (to < order.size() && values[order.get(to)] == values[order.get(from)]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order.get(i)] = (from + to - 1) / 2.0;
            }
        }
        return ranks;
    }

    private static double pearson(double[] a, double[] b) {
        double meanA =
                IntStream.range(0, a.length).mapToDouble(i -> a[i]).average().orElse(0);
        double meanB =
                IntStream.range(0, b.length).mapToDouble(i -> b[i]).average().orElse(0);
        double both = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - meanA) * (b[i] - meanB);
            squaresA += (a[i] - meanA) * (a[i] - meanA);
            squaresB += (b[i] - meanB) * (b[i] - meanB);
        }
        return both / Math.sqrt(squaresA * squaresB);
    }
}
