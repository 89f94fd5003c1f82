package org.sparklavit.tokenizer.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.sparklavit.data.token.TokenRow;

/**
 * Picks rows spread evenly from the fewest tokens to the most, in one pass: of each number of tokens it keeps the first
 * few rows.
 */
final class RowSpread {
    private final int picks;
    private final TreeMap<Integer, List<TokenRow>> rows = new TreeMap<>();

    /** Will pick up to {@code picks} rows. */
    RowSpread(int picks) {
        this.picks = picks;
    }

    void add(TokenRow row) {
        if (picks == 0) {
            return;
        }
        List<TokenRow> equal = rows.computeIfAbsent(row.numTokens(), tokens -> new ArrayList<>());
        if (equal.size() < picks) {
            equal.add(row);
        }
    }

    /** From simplest to richest. */
    List<TokenRow> pick() {
        List<TokenRow> left = new ArrayList<>();
        rows.values().forEach(left::addAll);
        List<TokenRow> picked = new ArrayList<>();
        for (int i = 0; i < picks && !left.isEmpty(); i++) {
            double target = target(i);
            TokenRow nearest = left.stream()
                    .min(Comparator.comparingDouble(row -> Math.abs(row.numTokens() - target)))
                    .orElseThrow();
            picked.add(nearest);
            left.remove(nearest);
        }
        picked.sort(Comparator.comparingInt(TokenRow::numTokens));
        return picked;
    }

    private double target(int pick) {
        double fraction = picks == 1 ? 0.5 : pick / (picks - 1.0);
        return rows.firstKey() + fraction * (rows.lastKey() - rows.firstKey());
    }
}
