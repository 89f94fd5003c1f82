package org.sparklavit.tokenizer.shard;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.FinishedPart;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;

/**
 * Writes one shard from its rows in their order: {@code data/part-N.parquet}, and {@code errors/part-N.parquet}
 * where there are any (shard 0 always writes one, so that the table is there). Holds one row and one row group.
 */
public final class ShardWriter implements Closeable {
    private final Storage storage;
    private final ShardLayout layout;
    private final int number;
    private final RowWriter<Sample> data;
    private final Map<String, SourceStatistics> statistics = new TreeMap<>();
    private final Instant start = Instant.now();
    private RowWriter<ErrorRow> errors;

    private ShardWriter(Storage storage, ShardLayout layout, int number) throws IOException {
        this.storage = storage;
        this.layout = layout;
        this.number = number;
        this.data = SampleTable.writer(storage, layout.dataUri(number), layout.writeOptions(number));
    }

    /**
     * Writes shard {@code number} whole.
     *
     * @param rows in the order of their keys
     * @param duplicates those of the rows that are left out, in the same order
     */
    public static ShardResult write(
            Storage storage,
            ShardLayout layout,
            int number,
            Iterator<Map.Entry<RowKey, ShardRow>> rows,
            Iterator<Duplicate> duplicates)
            throws IOException {
        FirstOfEach firsts = new FirstOfEach(duplicates);
        try (ShardWriter writer = new ShardWriter(storage, layout, number)) {
            if (number == 0) {
                writer.errors();
            }
            while (rows.hasNext()) {
                writer.write(firsts.apply(rows.next()).getValue());
            }
            return writer.commit();
        }
    }

    private void write(ShardRow row) throws IOException {
        if (row instanceof ShardRow.Bad bad) {
            writeError(bad.error());
            return;
        }
        Sample sample = ((ShardRow.Good) row).sample();
        data.write(sample);
        statistics(sample.source()).add(sample);
    }

    private void writeError(ErrorRow error) throws IOException {
        errors().write(error);
        statistics(error.source()).add(error);
    }

    private RowWriter<ErrorRow> errors() throws IOException {
        if (errors == null) {
            errors = SampleTable.errorWriter(storage, layout.errorsUri(number), layout.writeOptions(number));
        }
        return errors;
    }

    private SourceStatistics statistics(String source) {
        return statistics.computeIfAbsent(source, unused -> new SourceStatistics());
    }

    private ShardResult commit() throws IOException {
        if (errors != null) {
            errors.commit();
        }
        Map<String, PartStatistics.Counts> counts = new TreeMap<>();
        statistics.forEach((source, found) -> counts.put(source, found.counts()));
        PartStatistics.write(storage, layout.output(), ShardLayout.fileName(number), start, counts);
        // All else lies there already: a shard that is there is finished.
        data.commit(Map.of(ShardLayout.STATISTICS, FinishedPart.text(ShardResult.toJson(statistics))));
        long bytes = storage.stat(layout.dataUri(number)).bytes();
        return new ShardResult(ShardLayout.fileName(number), data.rows(), bytes, new TreeMap<>(statistics));
    }

    @Override
    public void close() throws IOException {
        try {
            if (errors != null) {
                errors.close();
            }
        } finally {
            data.close();
        }
    }
}
