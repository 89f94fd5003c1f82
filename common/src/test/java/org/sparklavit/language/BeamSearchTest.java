package org.sparklavit.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.language.Generator.Request;

class BeamSearchTest {
    private static final int IDS = 4;
    private static final int STOP = 3;
    private static final int TOKENS = 4;

    /** Scores that are a fixed function of what came before, different for each prompt. */
    private static final class Table implements NextScores {
        private final List<List<Integer>> rows = new ArrayList<>();
        private final long seed;

        Table(int prompts, long seed) {
            this.seed = seed;
            IntStream.range(0, prompts).forEach(prompt -> rows.add(List.of(prompt)));
        }

        static float[] scores(List<Integer> row, long seed) {
            Random random = new Random(seed * 31 + row.hashCode());
            float[] scores = new float[IDS];
            for (int id = 0; id < IDS; id++) {
                scores[id] = (float) (2 * random.nextGaussian());
            }
            return scores;
        }

        @Override
        public float[][] ofPrompts() {
            return rows.stream().map(row -> scores(row, seed)).toArray(float[][]::new);
        }

        @Override
        public float[][] after(int[] tokens) {
            IntStream.range(0, tokens.length).forEach(row -> rows.set(row, appended(rows.get(row), tokens[row])));
            return ofPrompts();
        }

        @Override
        public void choose(int[] chosen) {
            List<List<Integer>> kept = Arrays.stream(chosen).mapToObj(rows::get).toList();
            rows.clear();
            rows.addAll(kept);
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, 2})
    void enoughBeamsFindWhatTryingAllFinds(double penalty) {
        for (long seed = 0; seed < 20; seed++) {
            List<Continuation> found = search(3, new Decoding.Beam(81, penalty), seed);
            for (int prompt = 0; prompt < 3; prompt++) {
                List<Integer> best = new Exhaustive(penalty, seed).best(prompt);
                assertThat(boxed(found.get(prompt).ids())).isEqualTo(best);
            }
        }
    }

    @Test
    void oneBeamWithoutPenaltyIsGreedy() {
        for (long seed = 0; seed < 20; seed++) {
            List<Continuation> greedy = run(3, new Sampler.Greedy(), seed);
            List<Continuation> beam = search(3, new Decoding.Beam(1, 0), seed);
            for (int prompt = 0; prompt < 3; prompt++) {
                assertThat(beam.get(prompt).ids()).isEqualTo(greedy.get(prompt).ids());
            }
        }
    }

    private static List<Continuation> search(int prompts, Decoding.Beam beam, long seed) {
        return run(prompts, beam, seed);
    }

    private static List<Continuation> run(int prompts, Decoding decoding, long seed) {
        List<Prompt> named = IntStream.range(0, prompts)
                .mapToObj(i -> new Prompt("" + i, new int[0], List.of()))
                .toList();
        Limits limits = new Limits(0, TOKENS, STOP, List.of());
        return Generator.decode(named, new Request(decoding, limits), new Table(prompts, seed));
    }

    /** Every sequence that ends by itself or at the greatest length. */
    private static final class Exhaustive {
        private final double penalty;
        private final long seed;
        private double bestScore = Double.NEGATIVE_INFINITY;
        private List<Integer> best = List.of();

        Exhaustive(double penalty, long seed) {
            this.penalty = penalty;
            this.seed = seed;
        }

        List<Integer> best(int prompt) {
            extend(List.of(prompt), 0);
            return best.subList(1, best.size());
        }

        private void extend(List<Integer> row, double logProbability) {
            float[] scores = Table.scores(row, seed);
            double sum = IntStream.range(0, IDS)
                    .mapToDouble(id -> Math.exp(scores[id]))
                    .sum();
            for (int id = 0; id < IDS; id++) {
                double next = logProbability + scores[id] - Math.log(sum);
                int length = row.size();
                if (id == STOP || length == TOKENS) {
                    offer(id == STOP ? row : appended(row, id), next / Math.pow(length, penalty));
                } else {
                    extend(appended(row, id), next);
                }
            }
        }

        private void offer(List<Integer> row, double score) {
            if (score > bestScore) {
                bestScore = score;
                best = row;
            }
        }
    }

    private static List<Integer> appended(List<Integer> row, int id) {
        List<Integer> longer = new ArrayList<>(row);
        longer.add(id);
        return longer;
    }

    private static List<Integer> boxed(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}
