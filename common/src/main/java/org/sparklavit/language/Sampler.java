package org.sparklavit.language;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.sparklavit.config.Setting;

/** How the next token is chosen from the scores of a position. */
public sealed interface Sampler extends Decoding {
    /**
     * Chooses among the allowed ids.
     *
     * @param scores the logits, those of ids that are not allowed minus infinity
     * @param key of the prompt
     * @param step tokens generated before
     */
    int choose(float[] scores, long key, int step);

    /** Always the best; the lowest id wins a tie. */
    record Greedy() implements Sampler {
        @Override
        public int choose(float[] scores, long key, int step) {
            int best = 0;
            for (int id = 1; id < scores.length; id++) {
                best = scores[id] > scores[best] ? id : best;
            }
            return best;
        }
    }

    /** A random draw, a pure function of the scores and (seed, prompt, step). */
    record Random(
            @Setting(help = "Divides the scores: below 1 sharper, above 1 flatter.", defaultsTo = "1.0", range = "> 0")
            double temperature,

            @Setting(
                    help = "Only this many of the best ids are drawn from; 0 for all.",
                    defaultsTo = "50",
                    range = ">= 0")
            int topK,

            @Setting(
                    help = "Only the best ids whose probabilities add up to this are drawn from.",
                    defaultsTo = "1.0",
                    range = "(0, 1]")
            double topP,

            @Setting(help = "Seed of the draws.", defaultsTo = "1")
            long seed)
            implements Sampler {
        private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

        @Override
        public int choose(float[] scores, long key, int step) {
            int[] ranked = Ranking.best(scores, topK == 0 ? scores.length : topK);
            double[] weights = new double[ranked.length];
            for (int i = 0; i < ranked.length; i++) {
                weights[i] = Math.exp((scores[ranked[i]] - scores[ranked[0]]) / temperature);
            }
            int kept = nucleus(weights);
            double left = draw(key, step) * sum(weights, kept);
            for (int i = 0; i < kept - 1; i++) {
                left -= weights[i];
                if (left < 0) {
                    return ranked[i];
                }
            }
            return ranked[kept - 1];
        }

        private int nucleus(double[] weights) {
            double enough = topP * sum(weights, weights.length);
            double mass = 0;
            int kept = 0;
            while (kept < weights.length && mass < enough) {
                mass += weights[kept++];
            }
            return Math.max(1, kept);
        }

        private static double sum(double[] weights, int count) {
            return Arrays.stream(weights, 0, count).sum();
        }

        private double draw(long key, int step) {
            long ofPrompt = new SplittableRandom(seed * GOLDEN_GAMMA ^ key).nextLong();
            return new SplittableRandom(ofPrompt + step).nextDouble();
        }
    }
}
