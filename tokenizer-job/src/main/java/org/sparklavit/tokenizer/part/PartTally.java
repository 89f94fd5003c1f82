package org.sparklavit.tokenizer.part;

import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.output.PartStatistics;

/** Counts what becomes of the samples of one part, by source. */
public final class PartTally {
    private final PartKind kind;
    private final Map<String, SourceFigures> sources = new TreeMap<>();

    PartTally(PartKind kind) {
        this.kind = kind;
    }

    /** The figures of a source. */
    public SourceFigures of(String source) {
        return sources.computeIfAbsent(source, s -> new SourceFigures(kind));
    }

    Map<String, SourceFigures> sources() {
        return sources;
    }

    Map<String, PartStatistics.Counts> counts() {
        Map<String, PartStatistics.Counts> counts = new TreeMap<>();
        sources.forEach((source, found) -> counts.put(source, found.counts()));
        return counts;
    }
}
