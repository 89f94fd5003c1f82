package org.sparklavit.tokenizer.inspect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How many images have how many tokens. Exact: there are no more different counts than patches. */
final class TokenCounts {
    private final NavigableMap<Integer, Long> images = new TreeMap<>();
    private long rows;
    private long tokens;

    /**
     * One bar of a histogram.
     *
     * @param from fewest tokens
     * @param to most tokens, inclusive
     * @param images how many have that many
     */
    record Bar(int from, int to, long images) {}

    void add(int tokensOfImage) {
        images.merge(tokensOfImage, 1L, Long::sum);
        rows++;
        tokens += tokensOfImage;
    }

    long rows() {
        return rows;
    }

    int min() {
        return images.firstKey();
    }

    int max() {
        return images.lastKey();
    }

    double mean() {
        return tokens / (double) rows;
    }

    /** At most {@code maxBars} bars of equal width from {@link #min} on; the last may reach beyond {@link #max}. */
    List<Bar> histogram(int maxBars) {
        int width = (max() - min() + maxBars) / maxBars;
        List<Bar> bars = new ArrayList<>();
        for (int from = min(); from <= max(); from += width) {
            long sum = images.subMap(from, from + width).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            bars.add(new Bar(from, from + width - 1, sum));
        }
        return bars;
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return rows == 0 ? json : json.put("mean", mean()).put("min", min()).put("max", max());
    }
}
