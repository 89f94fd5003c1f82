package org.sparklavit.data.stream;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.parquet.FooterException;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.parquet.TableFile;
import org.sparklavit.data.token.FeatureType;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenReader;
import org.sparklavit.data.token.TokenReader.Skip;
import org.sparklavit.data.token.TokenRow;

/** The files of a token dump (docs/token-format.md) as shards. */
public final class TokenDump implements ShardSource<TokenRow> {
    private static final String DATA = "data";

    private final Storage storage;
    private final String folder;
    private final Table table;
    private final TokenMetadata metadata;
    private final EnumSet<Skip> skipped;

    private TokenDump(Storage storage, String folder, Table table, boolean withFeatures) throws IOException {
        this.storage = storage;
        this.folder = folder;
        this.table = table;
        this.skipped = withFeatures ? EnumSet.noneOf(Skip.class) : EnumSet.of(Skip.FEATURES);
        this.metadata = TokenReader.metadata(table.files().get(0));
        for (TableFile file : table.files()) {
            checkSameTokenizer(TokenReader.metadata(file), file.file().uri());
            if (withFeatures) {
                FeatureType.check(file);
            }
        }
    }

    /**
     * Opens the output folder of {@code tokenize}, or its {@code data} folder.
     *
     * @param withFeatures whether rows bring their merged features
     * @throws ConfigException if there is no dump, if it is empty, if its files are of different tokenizers, or if they are
     *     not of the format that this software reads
     */
    public static TokenDump open(Storage storage, String folder, boolean withFeatures) throws IOException {
        String data = Storage.child(folder, DATA);
        Table table;
        try {
            table = Table.open(storage, storage.exists(data) ? data : folder);
        } catch (FileNotFoundException e) {
            throw new ConfigException("no token dump in " + folder + " (" + e.getMessage()
                    + "). Give a folder that tokenize has written.");
        }
        if (table.rows() == 0) {
            throw new ConfigException("the token dump " + folder + " has no rows. Tokenize a corpus that has images.");
        }
        TokenDump dump = of(storage, folder, table, withFeatures);
        if (withFeatures && dump.metadata.featureWidth() == 0) {
            throw new ConfigException("the token dump " + folder
                    + " holds no features, which the objective reads. Tokenize with 'store-features = true', or set"
                    + " 'objective = { type = unified, condition = discrete }'.");
        }
        return dump;
    }

    private static TokenDump of(Storage storage, String folder, Table table, boolean withFeatures) throws IOException {
        try {
            return new TokenDump(storage, folder, table, withFeatures);
        } catch (FooterException e) {
            throw new ConfigException("the token dump " + folder + " cannot be used: " + e.getMessage() + ".");
        }
    }

    /** The folder. */
    public String folder() {
        return folder;
    }

    /** What all files tell. */
    public TokenMetadata metadata() {
        return metadata;
    }

    /** Rows of all files. */
    public long rows() {
        return table.rows();
    }

    /**
     * Refuses to mix dumps of different tokenizers.
     *
     * @throws ConfigException if the fingerprints differ
     */
    public void checkSameTokenizer(TokenMetadata other, String where) {
        if (!other.tokenizerFingerprint().equals(metadata.tokenizerFingerprint())) {
            throw new ConfigException(where + " was made by the tokenizer " + other.tokenizerFingerprint() + " but "
                    + folder + " by " + metadata.tokenizerFingerprint()
                    + ": their codes mean different things. Tokenize both with the same tokenizer.");
        }
    }

    @Override
    public int shards() {
        return table.files().size();
    }

    @Override
    public long rows(int shard) {
        return table.files().get(shard).rows();
    }

    @Override
    public Rows<TokenRow> open(int shard, long row) {
        String uri = table.files().get(shard).file().uri();
        try {
            TokenReader reader = new TokenReader(storage, uri, skipped);
            try {
                return new ReaderRows(reader.skipTo(row));
            } catch (IOException | RuntimeException e) {
                reader.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the token file " + uri, e);
        }
    }

    private record ReaderRows(TokenReader reader) implements Rows<TokenRow> {
        @Override
        public boolean hasNext() {
            return reader.hasNext();
        }

        @Override
        public TokenRow next() {
            return reader.next();
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
