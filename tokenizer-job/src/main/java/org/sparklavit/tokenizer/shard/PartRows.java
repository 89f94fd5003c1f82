package org.sparklavit.tokenizer.shard;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.LongConsumer;
import org.sparklavit.data.corpus.CorpusPart;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.CorpusRecord;
import org.sparklavit.data.sample.CorpusStream;
import org.sparklavit.data.sample.RawSample;
import org.sparklavit.data.sample.SampleId;

/** The rows of one part with their places, one after the other, and at last their {@link ShardRow.Count}. */
public final class PartRows implements Iterator<Map.Entry<RowKey, ShardRow>>, Closeable {
    private final CorpusPart part;
    private final int number;
    private final long seed;
    private final SampleVerifier verifier;
    private final ShardSelection wanted;
    private final LongConsumer bytesRead;
    private final CorpusStream records;
    private long bytesLeft;
    private long rows;
    private boolean counted;

    /**
     * Opens a part.
     *
     * @param number of the part in the plan
     * @param wanted rows of other shards are counted, and neither verified nor given
     * @param bytesRead told how many bytes of the input were read, for the progress
     */
    public PartRows(
            Storage storage,
            CorpusPart part,
            int number,
            ReadOptions options,
            ShardSelection wanted,
            LongConsumer bytesRead)
            throws IOException {
        this.part = part;
        this.number = number;
        this.seed = options.seed();
        this.verifier = options.verifier();
        this.wanted = wanted;
        this.bytesRead = bytesRead;
        this.bytesLeft = part.bytes();
        this.records = part.open(storage);
    }

    @Override
    public boolean hasNext() {
        return !counted;
    }

    @Override
    public Map.Entry<RowKey, ShardRow> next() {
        if (counted) {
            throw new NoSuchElementException("all rows of the part were read");
        }
        while (records.hasNext()) {
            CorpusRecord found = records.next();
            tellBytes(found);
            RowKey place = RowKey.of(SampleId.of(found.source(), found.key()), seed, number, rows++);
            if (wanted.has(place)) {
                return Map.entry(place, verifier.verify(found));
            }
        }
        counted = true;
        bytesRead.accept(bytesLeft);
        return Map.entry(RowKey.ofCount(number), new ShardRow.Count(part.source(), rows));
    }

    private void tellBytes(CorpusRecord found) {
        long bytes = found instanceof RawSample sample ? Math.min(sample.image().length, bytesLeft) : 0;
        bytesLeft -= bytes;
        bytesRead.accept(bytes);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
