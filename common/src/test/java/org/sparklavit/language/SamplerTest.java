package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final float NEVER = Float.NEGATIVE_INFINITY;
    private static final int DRAWS = 20_000;
    /** Five standard deviations of a share of one half. */
    private static final double CHANCE = 0.018;
    /** Probabilities 0.5, 0.25, 0.125, 0.125, 0 and two that are not allowed. */
    private static final float[] SCORES = {log(0.5), log(0.25), log(0.125), log(0.125), -100, NEVER, NEVER};

    @Test
    void idsComeAsOftenAsTheirProbabilitySays() {
        double[] shares = shares(new Sampler.Random(1, 0, 1, 5));
        assertThat(shares).containsExactly(new double[] {0.5, 0.25, 0.125, 0.125, 0, 0, 0}, within(CHANCE));
    }

    @Test
    void temperatureSharpens() {
        // Squares of the probabilities, divided by their sum 0.34375.
        double[] shares = shares(new Sampler.Random(0.5, 0, 1, 5));
        assertThat(shares).containsExactly(new double[] {0.727, 0.182, 0.045, 0.045, 0, 0, 0}, within(CHANCE));
    }

    @Test
    void topKLeavesTheBest() {
        double[] shares = shares(new Sampler.Random(1, 2, 1, 5));
        assertThat(shares).containsExactly(new double[] {2 / 3.0, 1 / 3.0, 0, 0, 0, 0, 0}, within(CHANCE));
    }

    @Test
    void topPLeavesTheFewestThatReachIt() {
        double[] shares = shares(new Sampler.Random(1, 0, 0.8, 5));
        assertThat(shares).containsExactly(new double[] {4 / 7.0, 2 / 7.0, 1 / 7.0, 0, 0, 0, 0}, within(CHANCE));
    }

    private static double[] shares(Sampler sampler) {
        double[] shares = new double[SCORES.length];
        IntStream.range(0, DRAWS).forEach(i -> shares[sampler.choose(SCORES, i / 100, i % 100)] += 1.0 / DRAWS);
        return shares;
    }

    private static float log(double probability) {
        return (float) Math.log(probability);
    }
}
