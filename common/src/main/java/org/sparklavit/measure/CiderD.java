package org.sparklavit.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CIDEr-D (Vedantam et al., arXiv 1411.5726, section 7): how much of what sets an image's captions apart from others is in
 * the candidate. Runs of one to four words are weighed by how few images they are said of; the cosine between candidate
 * and reference counts a run at most as often as the reference has it, and is damped where the lengths differ.
 */
public final class CiderD {
    private static final int LONGEST = 4;
    private static final double SIGMA = 6;
    private static final double SCALE = 10;

    /** In how many images' references each run stands. */
    private final Map<List<String>, Integer> images = new HashMap<>();

    private final double logImages;

    private CiderD(List<Captioned> captions) {
        logImages = Math.log(captions.size());
        for (Captioned caption : captions) {
            Set<List<String>> seen = new HashSet<>();
            for (String reference : caption.references()) {
                List<String> words = CaptionWords.of(reference);
                for (int n = 1; n <= LONGEST; n++) {
                    seen.addAll(CaptionWords.runs(words, n).keySet());
                }
            }
            seen.forEach(run -> images.merge(run, 1, Integer::sum));
        }
    }

    /**
     * The mean over {@code captions}, of which there should be many: what is rare is learned from their references. From 0
     * to 10, where COCO's tables show a hundred times as much.
     */
    public static double of(List<Captioned> captions) {
        CiderD cider = new CiderD(captions);
        return captions.stream().mapToDouble(cider::score).average().orElseThrow();
    }

    private double score(Captioned caption) {
        Weighed candidate = new Weighed(CaptionWords.of(caption.candidate()));
        return SCALE
                * caption.references().stream()
                        .mapToDouble(reference -> candidate.similarity(new Weighed(CaptionWords.of(reference))))
                        .average()
                        .orElseThrow();
    }

    /** A caption as vectors, one for each length of runs. */
    private final class Weighed {
        private final List<Map<List<String>, Double>> vectors = new ArrayList<>();
        private final double[] norms = new double[LONGEST];
        private final int length;

        private Weighed(List<String> words) {
            length = words.size();
            for (int n = 1; n <= LONGEST; n++) {
                Map<List<String>, Double> vector = new HashMap<>();
                CaptionWords.runs(words, n).forEach((run, count) -> vector.put(run, count * rarity(run)));
                vectors.add(vector);
                norms[n - 1] = Math.sqrt(
                        vector.values().stream().mapToDouble(w -> w * w).sum());
            }
        }

        private double similarity(Weighed reference) {
            double difference = length - reference.length;
            double damping = Math.exp(-difference * difference / (2 * SIGMA * SIGMA));
            double sum = 0;
            for (int n = 0; n < LONGEST; n++) {
                double norm = norms[n] * reference.norms[n];
                sum += norm == 0 ? 0 : product(vectors.get(n), reference.vectors.get(n)) / norm;
            }
            return damping * sum / LONGEST;
        }
    }

    private double rarity(List<String> run) {
        return logImages - Math.log(Math.max(1, images.getOrDefault(run, 0)));
    }

    private static double product(Map<List<String>, Double> candidate, Map<List<String>, Double> reference) {
        double sum = 0;
        for (Map.Entry<List<String>, Double> run : candidate.entrySet()) {
            double other = reference.getOrDefault(run.getKey(), 0.0);
            sum += Math.min(run.getValue(), other) * other;
        }
        return sum;
    }
}
