package org.sparklavit.tokenizer.inspect;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.SampleTable;

/** The error rows of a dump, by source and by reason. */
final class ErrorCounts {
    private final Map<String, Map<String, Long>> bySource = new TreeMap<>();

    void add(ErrorRow error) {
        bySource.computeIfAbsent(error.source(), source -> new TreeMap<>()).merge(error.reason(), 1L, Long::sum);
    }

    /** Reads the errors of a dump; a dump without that folder has none. */
    static ErrorCounts read(Storage storage, String folder) throws IOException {
        ErrorCounts counts = new ErrorCounts();
        if (!storage.isFolder(folder)) {
            return counts;
        }
        for (StoredFile file : storage.list(folder)) {
            if (file.name().endsWith(".parquet")) {
                try (RowReader<ErrorRow> rows = SampleTable.errorReader(storage, file.uri())) {
                    rows.forEachRemaining(counts::add);
                }
            }
        }
        return counts;
    }

    Map<String, Map<String, Long>> bySource() {
        return bySource;
    }

    long of(String source) {
        return sum(bySource.getOrDefault(source, Map.of()));
    }

    Map<String, Long> byReason() {
        Map<String, Long> reasons = new TreeMap<>();
        bySource.values().forEach(own -> own.forEach((reason, count) -> reasons.merge(reason, count, Long::sum)));
        return reasons;
    }

    long total() {
        return sum(byReason());
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
