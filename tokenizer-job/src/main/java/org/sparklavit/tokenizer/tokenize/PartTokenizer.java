package org.sparklavit.tokenizer.tokenize;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenWriter;
import org.sparklavit.tokenizer.part.DecodedBatches.Decoding;
import org.sparklavit.tokenizer.part.PartKind;
import org.sparklavit.tokenizer.part.PartMaker;
import org.sparklavit.tokenizer.part.PartResult;
import org.sparklavit.vision.TrainedTokenizer;

/** Tokenizes one shard: every sample becomes one row of tokens or one error row, in the order of the shard. */
public final class PartTokenizer {
    /** The kind of job. */
    public static final PartKind KIND = new PartKind("tokenize", "sparklavit.token", "tokenizer", "tokens");

    private static final long MEGAPIXEL = 1L << 20;

    private final Storage storage;
    private final TokenizeConfig config;
    private final TrainedTokenizer tokenizer;
    private final TokenMetadata metadata;
    private final PartMaker maker;

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
        this.maker = new PartMaker(storage, KIND, config.output(), progress);
    }

    /** Tokenizes the shard {@code uri} into {@code data/name} and, if there are any, its errors into {@code errors/name}. */
    public PartResult run(String uri, String name) throws IOException {
        Decoding decoding = new Decoding(
                new ImageDecoder(config.maxMegapixels() * MEGAPIXEL, config.acceptTruncated()),
                new ImagePreprocessor(tokenizer.card().encoder().preprocessing()),
                config.batch(),
                config.decodeThreads());
        return maker.run(
                uri,
                name,
                decoding,
                file -> new TokenizedRows(config, tokenizer, metadata, new TokenWriter(storage, file, metadata)));
    }
}
