package org.sparklavit.tokenizer.tokenize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.FinishedPart;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.data.token.PatchGrid;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.data.token.TokenWriter;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Bfloat16;
import org.sparklavit.tensor.NativeHeap;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.TrainedTokenizer;
import org.sparklavit.vision.VisualTokens;

/** Tokenizes one shard: every sample becomes one row of tokens or one error row, in the order of the shard. */
public final class PartTokenizer {
    private static final long MEGAPIXEL = 1L << 20;
    private static final float[] NO_FEATURES = {};

    private final Storage storage;
    private final TokenizeConfig config;
    private final TrainedTokenizer tokenizer;
    private final TokenMetadata metadata;
    private final LongConsumer progress;

    /**
     * Ready for any number of shards, one after the other.
     *
     * @param metadata of every file that is written
     * @param progress told how many samples were done
     */
    public PartTokenizer(
            Storage storage,
            TokenizeConfig config,
            TrainedTokenizer tokenizer,
            TokenMetadata metadata,
            LongConsumer progress) {
        this.storage = storage;
        this.config = config;
        this.tokenizer = tokenizer;
        this.metadata = metadata;
        this.progress = progress;
    }

    /** Tokenizes the shard {@code uri} into {@code data/name} and, if there are any, its errors into {@code errors/name}. */
    public PartResult run(String uri, String name) throws IOException {
        Instant start = Instant.now();
        ImageDecoder decoder = new ImageDecoder(config.maxMegapixels() * MEGAPIXEL, config.acceptTruncated());
        ImagePreprocessor preprocessor =
                new ImagePreprocessor(tokenizer.card().encoder().preprocessing());
        WriteOptions plain =
                WriteOptions.defaults().withFooter(Map.of(SampleTable.FORMAT_VERSION_KEY, SampleTable.FORMAT_VERSION));
        Map<String, SourceTokens> sources = new TreeMap<>();
        try (RowReader<Sample> samples = SampleTable.reader(storage, uri);
                DecodedBatches batches = new DecodedBatches(samples, decoder, preprocessor, config.batch());
                TokenWriter rows = new TokenWriter(storage, PartResult.dataUri(config.output(), name), metadata);
                RowWriter<ErrorRow> errors =
                        SampleTable.errorWriter(storage, PartResult.errorsUri(config.output(), name), plain);
                Autograd still = Autograd.off()) {
            for (DecodedBatches.Batch batch = batches.next(); !batch.isLast(); batch = batches.next()) {
                tokenize(batch, rows, sources);
                for (ErrorRow error : batch.errors()) {
                    errors.write(error);
                    of(error.source(), sources).addError(error.reason());
                }
                progress.accept(batch.samples().size() + batch.errors().size());
                NativeHeap.trimNowAndThen();
            }
            errors.commit();
            Map<String, PartStatistics.Counts> counts = new TreeMap<>();
            sources.forEach((source, found) -> counts.put(source, found.counts()));
            PartStatistics.write(storage, config.output(), name, start, counts);
            // All else lies there already: a part that is there is finished.
            rows.commit(Map.of(PartResult.STATISTICS, FinishedPart.text(PartResult.toJson(sources))));
        }
        long bytes = storage.stat(PartResult.dataUri(config.output(), name)).bytes();
        return new PartResult(name, bytes, sources);
    }

    private static SourceTokens of(String source, Map<String, SourceTokens> sources) {
        return sources.computeIfAbsent(source, s -> new SourceTokens());
    }

    private void tokenize(DecodedBatches.Batch batch, TokenWriter rows, Map<String, SourceTokens> sources)
            throws IOException {
        List<Sample> samples = batch.samples();
        if (samples.isEmpty()) {
            return;
        }
        int side = tokenizer.card().encoder().preprocessing().size();
        int values = samples.size() * 3 * side * side;
        try (NDManager manager = Tensors.newManager()) {
            NDArray images =
                    manager.create(Arrays.copyOf(batch.pixels(), values), new Shape(samples.size(), 3, side, side));
            VisualTokens tokens = tokenizer
                    .tokenizer()
                    .tokenize(images, samples.stream().map(Sample::id).toList(), config.selection());
            FloatBuffer features =
                    FloatBuffer.wrap(config.storeFeatures() ? tokens.merged().toFloatArray() : NO_FEATURES);
            for (int i = 0; i < samples.size(); i++) {
                TokenRow row = row(samples.get(i), tokens.codes()[i], tokens.positions()[i], features);
                rows.write(row);
                of(row.source(), sources).add(row.numTokens());
            }
        }
    }

    /** Takes the row's features off the front of {@code features}. */
    private TokenRow row(Sample sample, int[] codes, int[] positions, FloatBuffer features) {
        ByteBuffer own = ByteBuffer.allocate(codes.length * metadata.featureWidth() * Bfloat16.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        Bfloat16.encode(features, own);
        int side = tokenizer.card().encoder().grid();
        return new TokenRow(
                sample.id(),
                sample.source(),
                sample.key(),
                sample.caption(),
                codes,
                positions,
                new PatchGrid(side, side),
                sample.width(),
                sample.height(),
                sample.metadataJson(),
                own.array());
    }
}
