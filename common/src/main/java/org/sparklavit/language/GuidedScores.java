package org.sparklavit.language;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Guided scores of B rows, from a model that computes 2 B: the prompts, and behind them as many without what they ask. */
final class GuidedScores implements NextScores {
    private final NextScores both;
    private final Guidance guidance;
    private int rows;

    /** Takes over {@code both}, to be closed with this. */
    GuidedScores(NextScores both, Guidance guidance) {
        this.both = both;
        this.guidance = guidance;
    }

    @Override
    public float[][] ofPrompts() {
        return mixed(both.ofPrompts());
    }

    @Override
    public float[][] after(int[] tokens) {
        return mixed(both.after(
                IntStream.concat(Arrays.stream(tokens), Arrays.stream(tokens)).toArray()));
    }

    private float[][] mixed(float[][] scores) {
        rows = scores.length / 2;
        float[][] mixed = new float[rows][];
        Arrays.setAll(mixed, row -> guidance.mix(scores[row], scores[rows + row]));
        return mixed;
    }

    @Override
    public void choose(int[] chosen) {
        int all = rows;
        both.choose(
                IntStream.concat(Arrays.stream(chosen), Arrays.stream(chosen).map(row -> all + row))
                        .toArray());
        rows = chosen.length;
    }

    @Override
    public void close() {
        both.close();
    }
}
