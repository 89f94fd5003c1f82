package org.sparklavit.tokenizer.part;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.FinishedPart;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.NativeHeap;
import org.sparklavit.tokenizer.part.PartFile.ComputedRows;

/** Makes one part of each shard: every sample becomes one row or one error row, in the order of the shard. */
public final class PartMaker {
    private final Storage storage;
    private final PartKind kind;
    private final String output;
    private final LongConsumer progress;

    /** Opens the file for the rows of a part. */
    @FunctionalInterface
    public interface Opener {
        /** Starts the file {@code uri}. */
        PartFile open(String uri) throws IOException;
    }

    /**
     * Ready for any number of shards, one after the other.
     *
     * @param output folder of all parts
     * @param progress told how many samples were done
     */
    public PartMaker(Storage storage, PartKind kind, String output, LongConsumer progress) {
        this.storage = storage;
        this.kind = kind;
        this.output = output;
        this.progress = progress;
    }

    /** Makes {@code data/name} of the shard {@code uri} and, if there are any, {@code errors/name} of its errors. */
    public PartResult run(String uri, String name, DecodedBatches.Decoding decoding, Opener opener) throws IOException {
        Instant start = Instant.now();
        WriteOptions plain =
                WriteOptions.defaults().withFooter(Map.of(SampleTable.FORMAT_VERSION_KEY, SampleTable.FORMAT_VERSION));
        PartTally tally = new PartTally(kind);
        try (RowReader<Sample> shard = SampleTable.reader(storage, uri);
                DecodedBatches batches = new DecodedBatches(shard, decoding, kind.job());
                PartFile rows = opener.open(PartResult.dataUri(output, name));
                RowWriter<ErrorRow> errors =
                        SampleTable.errorWriter(storage, PartResult.errorsUri(output, name), plain);
                WriterThread writer = new WriterThread();
                Autograd still = Autograd.off()) {
            for (DecodedBatches.Batch batch = batches.next(); !batch.isLast(); batch = batches.next()) {
                ComputedRows computed = batch.samples().isEmpty() ? counts -> {} : rows.compute(batch);
                List<ErrorRow> failed = batch.errors();
                int samples = batch.samples().size() + failed.size();
                writer.submit(() -> {
                    computed.write(tally);
                    write(failed, errors, tally);
                    progress.accept(samples);
                    return null;
                });
                NativeHeap.trimNowAndThen();
            }
            writer.finish();
            errors.commit();
            PartStatistics.write(storage, output, name, start, tally.counts());
            // All else lies there already: a part that is there is finished.
            String figures = FinishedPart.text(PartResult.toJson(tally.sources()));
            rows.commit(Map.of(kind.statisticsKey(), figures));
        }
        long bytes = storage.stat(PartResult.dataUri(output, name)).bytes();
        return new PartResult(name, bytes, tally.sources());
    }

    private static void write(List<ErrorRow> failed, RowWriter<ErrorRow> errors, PartTally tally) throws IOException {
        for (ErrorRow error : failed) {
            errors.write(error);
            tally.of(error.source()).addError(error.reason());
        }
    }
}
