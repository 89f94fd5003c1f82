package org.sparklavit.tokenizer.shard;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Reasons;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.tokenizer.output.FinishedPart;

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
    private RowWriter<ErrorRow> errors;
    private String lastId = "";

    private ShardWriter(Storage storage, ShardLayout layout, int number) throws IOException {
        this.storage = storage;
        this.layout = layout;
        this.number = number;
        this.data = SampleTable.writer(storage, layout.dataUri(number), layout.writeOptions(number));
    }

    /** Writes shard {@code number} whole; its rows come in the order of their keys. */
    public static ShardResult write(
            Storage storage, ShardLayout layout, int number, Iterator<Map.Entry<RowKey, ShardRow>> rows)
            throws IOException {
        try (ShardWriter writer = new ShardWriter(storage, layout, number)) {
            if (number == 0) {
                writer.errors();
            }
            while (rows.hasNext()) {
                Map.Entry<RowKey, ShardRow> row = rows.next();
                writer.write(row.getKey(), row.getValue());
            }
            return writer.commit();
        }
    }

    private void write(RowKey key, ShardRow row) throws IOException {
        if (row instanceof ShardRow.Bad bad) {
            writeError(bad.error());
            return;
        }
        Sample sample = ((ShardRow.Good) row).sample();
        if (sample.id().equals(lastId)) {
            writeError(duplicate(sample, key));
            return;
        }
        lastId = sample.id();
        data.write(sample);
        statistics(sample.source()).add(sample);
    }

    private static ErrorRow duplicate(Sample sample, RowKey key) {
        String detail = "sample " + key.position() + " of input part " + key.part() + " has the same key as one before"
                + " it. Where each tar counts anew, set keys-name-the-tar = true";
        return ErrorRow.of(sample.source(), sample.key(), "shuffle", Reasons.DUPLICATE_ID, detail);
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
        // The errors lie there already: a shard that is there is finished.
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
