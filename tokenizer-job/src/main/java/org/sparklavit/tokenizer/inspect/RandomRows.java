package org.sparklavit.tokenizer.inspect;

import java.util.List;
import java.util.TreeMap;
import org.sparklavit.data.token.TokenRow;

/** A random sample of rows that is the same each time: those with the smallest ids, for ids are hashes. */
final class RandomRows {
    private final int size;
    private final TreeMap<String, TokenRow> rows = new TreeMap<>();

    RandomRows(int size) {
        this.size = size;
    }

    void add(TokenRow row) {
        if (size == 0) {
            return;
        }
        if (rows.size() < size || row.id().compareTo(rows.lastKey()) < 0) {
            rows.put(row.id(), row);
            if (rows.size() > size) {
                rows.pollLastEntry();
            }
        }
    }

    List<TokenRow> rows() {
        return List.copyOf(rows.values());
    }
}
