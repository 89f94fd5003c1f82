package org.sparklavit.data.stream;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.order.TableShards;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.data.token.TokenRow;

/**
 * A token dump beside the shards that it was made of. {@code tokenize} makes one token file of each shard and leaves out
 * rows that it could not read but keeps their order, so that both are read side by side: the rows, and their order, are
 * those of the dump.
 */
public final class ImagedDump implements ShardSource<ImagedRow> {
    private static final String DATA = "data";

    private final TokenDump dump;
    private final TableShards<Sample> images;
    private final String folder;

    private ImagedDump(TokenDump dump, TableShards<Sample> images, String folder) {
        this.dump = dump;
        this.images = images;
        this.folder = folder;
    }

    /**
     * Opens the shards beside {@code dump}, whose features are not needed.
     *
     * @param folder the output folder of {@code shard} that {@code tokenize} has read
     * @throws ConfigException if there are no shards, or others than those of the dump
     */
    public static ImagedDump open(Storage storage, TokenDump dump, String folder) throws IOException {
        Table shards;
        try {
            shards = Table.open(storage, Storage.child(folder, DATA));
        } catch (FileNotFoundException e) {
            throw new ConfigException("'images' is set to " + folder + " but there are no shards (" + e.getMessage()
                    + "). Give the output folder of shard that tokenize has read.");
        }
        ImagedDump imaged =
                new ImagedDump(dump, new TableShards<>(shards, uri -> SampleTable.reader(storage, uri)), folder);
        imaged.checkSizes();
        imaged.checkFirst(storage, shards);
        return imaged;
    }

    private void checkSizes() {
        if (images.shards() != dump.shards()) {
            throw others("the shards are " + images.shards() + " files and the token files " + dump.shards());
        }
        for (int shard = 0; shard < shards(); shard++) {
            if (images.rows(shard) < dump.rows(shard)) {
                throw others("shard " + shard + " has " + images.rows(shard) + " rows and its token file "
                        + dump.rows(shard));
            }
        }
    }

    /** Other shards are noticed before the run begins, not when a rank reads them. No image is read for it. */
    private void checkFirst(Storage storage, Table shards) throws IOException {
        TableShards<Sample> names = new TableShards<>(shards, uri -> SampleTable.readerWithoutImages(storage, uri));
        for (int shard = 0; shard < shards(); shard++) {
            if (rows(shard) > 0) {
                try (Rows<ImagedRow> rows = new Beside(dump.open(shard, 0), names.open(shard, 0))) {
                    rows.next();
                    return;
                }
            }
        }
    }

    private ConfigException others(String how) {
        return new ConfigException("'images' is set to " + folder + " but the dump " + dump.folder()
                + " was made of other shards: " + how + ". Give the output folder of shard that tokenize has read.");
    }

    @Override
    public int shards() {
        return dump.shards();
    }

    @Override
    public long rows(int shard) {
        return dump.rows(shard);
    }

    @Override
    public Rows<ImagedRow> open(int shard, long row) {
        Rows<TokenRow> tokens = dump.open(shard, row);
        try {
            // Only rows that tokenize left out lie between, so the image is not before this place.
            return new Beside(tokens, images.open(shard, row));
        } catch (RuntimeException e) {
            tokens.close();
            throw e;
        }
    }

    /** Reads on in the shard to each row of the dump. */
    private final class Beside implements Rows<ImagedRow> {
        private final Rows<TokenRow> tokens;
        private final Rows<Sample> samples;

        private Beside(Rows<TokenRow> tokens, Rows<Sample> samples) {
            this.tokens = tokens;
            this.samples = samples;
        }

        @Override
        public boolean hasNext() {
            return tokens.hasNext();
        }

        @Override
        public ImagedRow next() {
            TokenRow row = tokens.next();
            while (samples.hasNext()) {
                Sample sample = samples.next();
                if (sample.id().equals(row.id())) {
                    return new ImagedRow(row, sample.image());
                }
            }
            throw others("they have no image " + row.id() + " (" + row.source() + "/" + row.key() + ") at its place");
        }

        @Override
        public void close() {
            tokens.close();
            samples.close();
        }
    }
}
