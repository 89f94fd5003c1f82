package org.sparklavit.tokenizer.shard;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;

/** The {@link ContentKey}s of the samples that an earlier run has kept in a finished shard. */
public final class Contents implements Iterator<ContentKey>, Closeable {
    private final RowReader<Sample> samples;
    private final long seed;
    private final DropDuplicates duplicates;

    /** Opens a finished shard. */
    public Contents(Storage storage, ShardLayout layout, int shard, DropDuplicates duplicates) throws IOException {
        this.samples = SampleTable.reader(storage, layout.dataUri(shard));
        this.seed = layout.seed();
        this.duplicates = duplicates;
    }

    @Override
    public boolean hasNext() {
        return samples.hasNext();
    }

    @Override
    public ContentKey next() {
        Sample sample = samples.next();
        return duplicates.keyOf(sample, RowKey.ofKept(sample.id(), seed));
    }

    @Override
    public void close() throws IOException {
        samples.close();
    }
}
