package org.sparklavit.tokenizer.latents;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.latent.LatentFiles;
import org.sparklavit.data.latent.LatentMetadata;
import org.sparklavit.diffusion.LatentSpace;
import org.sparklavit.tokenizer.part.DecodedBatches.Decoding;
import org.sparklavit.tokenizer.part.PartKind;
import org.sparklavit.tokenizer.part.PartMaker;
import org.sparklavit.tokenizer.part.PartResult;

/** Encodes one shard: every sample becomes one latent or one error row, in the order of the shard. */
public final class PartEncoder {
    /** The kind of job. */
    public static final PartKind KIND = new PartKind("encode-latents", LatentMetadata.FORMAT, "autoencoder", "");

    private final Storage storage;
    private final EncodeLatentsConfig config;
    private final LatentSpace space;
    private final LatentMetadata metadata;
    private final PartMaker maker;

    /**
     * Ready for any number of shards, one after the other.
     *
     * @param metadata of every file that is written
     * @param progress told how many samples were done
     */
    public PartEncoder(
            Storage storage,
            EncodeLatentsConfig config,
            LatentSpace space,
            LatentMetadata metadata,
            LongConsumer progress) {
        this.storage = storage;
        this.config = config;
        this.space = space;
        this.metadata = metadata;
        this.maker = new PartMaker(storage, KIND, config.output(), progress);
    }

    /** Encodes the shard {@code uri} into {@code data/name} and, if there are any, its errors into {@code errors/name}. */
    public PartResult run(String uri, String name) throws IOException {
        // What a training would not decode needs no latent.
        Decoding decoding = new Decoding(
                ImageDecoder.strict(),
                new ImagePreprocessor(config.space().view(config.resize())),
                config.batch(),
                config.decodeThreads());
        return maker.run(
                uri,
                name,
                decoding,
                file -> new EncodedRows(space, metadata, LatentFiles.writer(storage, file, metadata)));
    }
}
