package org.sparklavit.tokenizer.inspect;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How often each code of the codebook occurs. */
final class CodeUsage {
    private final long[] counts;
    private long total;

    CodeUsage(int codebookSize) {
        this.counts = new long[codebookSize];
    }

    /**
     * A code and its part of all tokens.
     *
     * @param code index into the codebook
     * @param share of all tokens, 0 to 1
     */
    record Frequent(int code, double share) {}

    /** Counts the codes of a row; {@link IllegalArgumentException} for one that the codebook does not have. */
    void add(int[] codes) {
        for (int code : codes) {
            if (code < 0 || code >= counts.length) {
                throw new IllegalArgumentException(
                        "code " + code + " is in a row but the codebook has " + counts.length + " codes");
            }
            counts[code]++;
        }
        total += codes.length;
    }

    int codebookSize() {
        return counts.length;
    }

    long tokens() {
        return total;
    }

    long codesInUse() {
        return Arrays.stream(counts).filter(count -> count > 0).count();
    }

    /** Share of the codebook that occurs at all, 0 to 1. */
    double share() {
        return codesInUse() / (double) counts.length;
    }

    /** Share of all tokens that are this code, 0 to 1. */
    double share(int code) {
        return counts[code] / (double) Math.max(1, total);
    }

    /** How often each code occurs, the most frequent first. */
    long[] descending() {
        long[] sorted = counts.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length / 2; i++) {
            long swapped = sorted[i];
            sorted[i] = sorted[sorted.length - 1 - i];
            sorted[sorted.length - 1 - i] = swapped;
        }
        return sorted;
    }

    /** The exponential of the entropy: as many codes, all equally frequent, would say as much. */
    double perplexity() {
        double entropy = Arrays.stream(counts)
                .filter(count -> count > 0)
                .mapToDouble(count -> count / (double) total)
                .map(p -> -p * Math.log(p))
                .sum();
        return Math.exp(entropy);
    }

    /** The most frequent codes in use, at most {@code limit}; of equal ones the lower first. */
    List<Frequent> mostFrequent(int limit) {
        return IntStream.range(0, counts.length)
                .boxed()
                .filter(code -> counts[code] > 0)
                .sorted(Comparator.comparingLong((Integer code) -> -counts[code]))
                .limit(limit)
                .map(code -> new Frequent(code, counts[code] / (double) total))
                .toList();
    }
}
