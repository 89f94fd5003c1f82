package org.sparklavit.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for the most probable continuation as a whole: keeps the best beginnings of each prompt and extends all of them
 * by each of their best next tokens. Ended ones are compared by {@code log-probability / length ^ penalty}, where the
 * length counts the id that ended them. A prompt is done when as many have ended as there are beams, and none of its
 * beginnings, at its present length, scores better than the worst of these; the rules are those of transformers.
 */
final class BeamSearch {
    private final Limits limits;
    private final Decoding.Beam settings;
    private final List<Search> searches;

    /** A beginning, with the row of the batch that has computed it. */
    private record Beginning(int row, int[] ids, double logProbability) {}

    /** A beginning and the id that would extend it. */
    private record Candidate(Beginning from, int id, double logProbability) {
        int[] ids() {
            int[] longer = Arrays.copyOf(from.ids(), from.ids().length + 1);
            longer[longer.length - 1] = id;
            return longer;
        }
    }

    private record Ended(Continuation continuation, double score) {}

    BeamSearch(int prompts, Limits limits, Decoding.Beam settings) {
        this.limits = limits;
        this.settings = settings;
        searches = IntStream.range(0, prompts).mapToObj(Search::new).toList();
    }

    /** The best continuation of each prompt. */
    List<Continuation> run(NextScores scores) {
        float[][] next = scores.ofPrompts();
        for (int step = 0; ; step++) {
            for (Search search : searches) {
                search.extend(next, step);
            }
            List<Beginning> live =
                    searches.stream().flatMap(search -> search.live.stream()).toList();
            if (live.isEmpty()) {
                return searches.stream().map(Search::best).toList();
            }
            scores.choose(live.stream().mapToInt(Beginning::row).toArray());
            int row = 0;
            for (Search search : searches) {
                row = search.takeRows(row);
            }
            next = scores.after(live.stream()
                    .mapToInt(beginning -> beginning.ids()[beginning.ids().length - 1])
                    .toArray());
        }
    }

    /** The search for one prompt. */
    private final class Search {
        private final List<Ended> ended = new ArrayList<>();
        private List<Beginning> live;

        private Search(int row) {
            live = List.of(new Beginning(row, new int[0], 0));
        }

        /** Extends every beginning by one token; afterwards none is left if the search is done. */
        private void extend(float[][] scores, int step) {
            List<Candidate> candidates = candidates(scores, step);
            boolean isLast = step + 1 == limits.maxTokens();
            for (Candidate candidate : candidates.subList(0, Math.min(settings.beams(), candidates.size()))) {
                if (candidate.id() == limits.stop() || isLast) {
                    end(candidate, step + 1);
                }
            }
            List<Beginning> next = candidates.stream()
                    .filter(candidate -> candidate.id() != limits.stop())
                    .limit(settings.beams())
                    .map(c -> new Beginning(c.from().row(), c.ids(), c.logProbability()))
                    .toList();
            live = isLast || isDecided(next, step + 1) ? List.of() : next;
        }

        /** The best two for each beam: enough to go on with if half of them end. */
        private List<Candidate> candidates(float[][] scores, int step) {
            int most = 2 * settings.beams();
            List<Candidate> candidates = new ArrayList<>();
            for (Beginning beginning : live) {
                float[] own = limits.apply(logProbabilities(scores[beginning.row()]), step);
                for (int id : Ranking.best(own, most)) {
                    candidates.add(new Candidate(beginning, id, beginning.logProbability() + own[id]));
                }
            }
            // The sort is stable: among equals the better beginning stays first.
            candidates.sort(Comparator.comparingDouble(candidate -> -candidate.logProbability()));
            return candidates.subList(0, Math.min(most, candidates.size()));
        }

        private void end(Candidate candidate, int length) {
            boolean isStopped = candidate.id() == limits.stop();
            int[] ids = isStopped ? candidate.from().ids() : candidate.ids();
            ended.add(new Ended(new Continuation(ids, isStopped), score(candidate.logProbability(), length)));
            ended.sort(Comparator.comparingDouble(one -> -one.score()));
            if (ended.size() > settings.beams()) {
                ended.remove(ended.size() - 1);
            }
        }

        private boolean isDecided(List<Beginning> next, int length) {
            return next.isEmpty()
                    || (ended.size() == settings.beams()
                            && score(next.get(0).logProbability(), length)
                                    <= ended.get(ended.size() - 1).score());
        }

        /** The beginnings are the rows from {@code first} on; returns the row behind them. */
        private int takeRows(int first) {
            List<Beginning> moved = new ArrayList<>();
            for (Beginning beginning : live) {
                moved.add(new Beginning(first + moved.size(), beginning.ids(), beginning.logProbability()));
            }
            live = moved;
            return first + moved.size();
        }

        private Continuation best() {
            return ended.get(0).continuation();
        }
    }

    private double score(double logProbability, int length) {
        return logProbability / Math.pow(length, settings.lengthPenalty());
    }

    /** Log-softmax over all ids, suppressed ones too, as transformers counts. */
    private static float[] logProbabilities(float[] scores) {
        double max = Double.NEGATIVE_INFINITY;
        for (float score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - max);
        }
        double log = max + Math.log(sum);
        float[] result = new float[scores.length];
        for (int id = 0; id < scores.length; id++) {
            result[id] = (float) (scores[id] - log);
        }
        return result;
    }
}
