package org.sparklavit.measure;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BLEU-4 of a corpus (Papineni et al., 2002): the geometric mean of the precisions of runs of one to four words, each
 * counted at most as often as in one of the references, times a penalty where the candidates are shorter than the
 * references nearest to them in length.
 */
public final class Bleu {
    private static final int LONGEST = 4;
    /** Keep a corpus without a single match from dividing zero by zero, as COCO's evaluation has it. */
    private static final double TINY = 1e-15;

    private static final double SMALL = 1e-9;

    private Bleu() {}

    /** Between 0 and 1. */
    public static double of(List<Captioned> captions) {
        double[] matched = new double[LONGEST];
        double[] possible = new double[LONGEST];
        double candidateWords = 0;
        double referenceWords = 0;
        for (Captioned caption : captions) {
            List<String> words = CaptionWords.of(caption.candidate());
            List<List<String>> references =
                    caption.references().stream().map(CaptionWords::of).toList();
            candidateWords += words.size();
            referenceWords += nearestLength(words.size(), references);
            for (int n = 1; n <= LONGEST; n++) {
                matched[n - 1] += matches(words, references, n);
                possible[n - 1] += Math.max(0, words.size() - n + 1);
            }
        }
        double product = 1;
        for (int n = 0; n < LONGEST; n++) {
            product *= (matched[n] + TINY) / (possible[n] + SMALL);
        }
        double ratio = (candidateWords + TINY) / (referenceWords + SMALL);
        double penalty = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
        return penalty * Math.pow(product, 1.0 / LONGEST);
    }

    private static int nearestLength(int length, List<List<String>> references) {
        return references.stream()
                .map(List::size)
                .min(Comparator.comparingInt((Integer size) -> Math.abs(size - length))
                        .thenComparingInt(size -> size))
                .orElseThrow();
    }

    private static int matches(List<String> words, List<List<String>> references, int n) {
        Map<List<String>, Integer> most = new HashMap<>();
        for (List<String> reference : references) {
            CaptionWords.runs(reference, n).forEach((run, count) -> most.merge(run, count, Math::max));
        }
        return CaptionWords.runs(words, n).entrySet().stream()
                .mapToInt(run -> Math.min(run.getValue(), most.getOrDefault(run.getKey(), 0)))
                .sum();
    }
}
