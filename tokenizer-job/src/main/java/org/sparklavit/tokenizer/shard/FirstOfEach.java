package org.sparklavit.tokenizer.shard;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Reasons;
import org.sparklavit.data.sample.Sample;

/**
 * Makes error rows of the samples of a shard that repeat another one: by their id, which a look at the row before tells,
 * and by their content, which was compared across all shards.
 */
public final class FirstOfEach implements UnaryOperator<Map.Entry<RowKey, ShardRow>> {
    private final Iterator<Duplicate> duplicates;
    private Duplicate nextDuplicate;
    private String lastId = "";

    /** Looks at ids only. */
    public FirstOfEach() {
        this(Collections.emptyIterator());
    }

    /**
     * Leaves out duplicates too.
     *
     * @param duplicates in the order of the rows
     */
    FirstOfEach(Iterator<Duplicate> duplicates) {
        this.duplicates = duplicates;
        advance();
    }

    private void advance() {
        nextDuplicate = duplicates.hasNext() ? duplicates.next() : null;
    }

    /** To be called with each row of the shard in order. */
    @Override
    public Map.Entry<RowKey, ShardRow> apply(Map.Entry<RowKey, ShardRow> row) {
        if (!(row.getValue() instanceof ShardRow.Good good)) {
            return row;
        }
        Sample sample = good.sample();
        RowKey place = row.getKey();
        if (sample.id().equals(lastId)) {
            return Map.entry(place, new ShardRow.Bad(sameId(sample, place)));
        }
        lastId = sample.id();
        if (nextDuplicate == null || !nextDuplicate.place().equals(place)) {
            return row;
        }
        String keptId = nextDuplicate.keptId();
        advance();
        return Map.entry(place, new ShardRow.Bad(sameContent(sample, keptId)));
    }

    private static ErrorRow sameId(Sample sample, RowKey place) {
        String detail = "sample " + place.position() + " of input part " + place.part()
                + " has the same key as one before it. Where each tar counts anew, set keys-name-the-tar = true";
        return error(sample, Reasons.DUPLICATE_ID, detail);
    }

    private static ErrorRow sameContent(Sample sample, String keptId) {
        return error(sample, Reasons.DUPLICATE_CONTENT, "the same as sample " + keptId + ", which is kept");
    }

    private static ErrorRow error(Sample sample, String reason, String detail) {
        return ErrorRow.of(sample.source(), sample.key(), "shuffle", reason, detail);
    }
}
