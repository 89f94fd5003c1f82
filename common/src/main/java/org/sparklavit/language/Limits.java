package org.sparklavit.language;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparklavit.data.stream.Vocabulary;

/**
 * What may be generated.
 *
 * @param minTokens tokens before which a sequence cannot end
 * @param maxTokens tokens after which it ends in any case
 * @param stop the id that ends a sequence; it never stands in the result
 * @param suppressed ids that never come; {@code stop} may be among them and comes all the same
 */
public record Limits(int minTokens, int maxTokens, int stop, List<IdRange> suppressed) {
    /** Checks the order and takes a copy. */
    public Limits {
        if (minTokens < 0 || maxTokens < Math.max(1, minTokens)) {
            throw new IllegalArgumentException("minTokens is " + minTokens + " and maxTokens " + maxTokens
                    + " but they must be at least 0 and 1, and in this order");
        }
        suppressed = List.copyOf(suppressed);
    }

    /** Text: visual ids are suppressed, the end of text ends it. */
    public static Limits text(Vocabulary ids, int minTokens, int maxTokens) {
        return new Limits(minTokens, maxTokens, ids.endOfText(), List.of(new IdRange(ids.textSize(), ids.size())));
    }

    /** An image: text ids are suppressed, [/IMG] ends it. */
    public static Limits image(Vocabulary ids, int minTokens, int maxTokens) {
        // The marks lie between text and codes: a second [IMG] must not come either.
        return new Limits(minTokens, maxTokens, ids.imageEnd(), List.of(new IdRange(0, ids.textSize() + 2)));
    }

    /** These, and {@code more} ids that never come. */
    public Limits suppressing(List<IdRange> more) {
        return new Limits(
                minTokens,
                maxTokens,
                stop,
                Stream.concat(suppressed.stream(), more.stream()).toList());
    }

    /** From the lowest id that may come to the highest: ids outside of it need no scores. */
    IdRange possible(int numIds) {
        float[] scores = apply(new float[numIds], minTokens);
        int[] ids = IntStream.range(0, numIds)
                .filter(id -> scores[id] > Float.NEGATIVE_INFINITY)
                .toArray();
        return new IdRange(ids[0], ids[ids.length - 1] + 1);
    }

    /**
     * Makes what must not come impossible, in place.
     *
     * @param scores (V)
     * @param step tokens generated before
     */
    float[] apply(float[] scores, int step) {
        float stopScore = scores[stop];
        suppressed.forEach(range -> range.suppress(scores));
        scores[stop] = step < minTokens ? Float.NEGATIVE_INFINITY : stopScore;
        return scores;
    }
}
