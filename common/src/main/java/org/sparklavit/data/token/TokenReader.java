package org.sparklavit.data.token;

import java.io.Closeable;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.FooterException;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.parquet.TableFile;

/**
 * Reads the rows of one file of a token dump in order, from any row on. How many rows its row groups have, and
 * all its metadata, is known before a row is read: {@link #metadata}, {@link TableFile}.
 */
public final class TokenReader implements Iterator<TokenRow>, Closeable {
    /** Columns that a reader may do without; in the rows they are empty then. */
    public enum Skip {
        /** The merged features: by far the largest column. */
        FEATURES,
        /** The caption. */
        CAPTION,
        /** The JSON that the corpus brought. */
        METADATA
    }

    private final TokenMetadata metadata;
    private final RowReader<TokenRow> rows;

    /**
     * Opens a file at its first row.
     *
     * @throws FooterException if the file is no token file, or too new, or its features are to be read and are of
     *     another {@link FeatureType}
     */
    public TokenReader(Storage storage, String uri, Set<Skip> skipped) throws IOException {
        TableFile file = TableFile.open(storage, uri);
        this.metadata = metadata(file);
        if (!skipped.contains(Skip.FEATURES)) {
            FeatureType.check(file);
        }
        Set<String> columns = skipped.stream()
                .map(skip -> skip.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        this.rows = new RowReader<>(storage, uri, TokenRows.INSTANCE, columns);
    }

    /** Opens a file at its first row with every column but the features. */
    public static TokenReader withoutFeatures(Storage storage, String uri) throws IOException {
        return new TokenReader(storage, uri, EnumSet.of(Skip.FEATURES));
    }

    /** The metadata of a file whose footer was read. */
    public static TokenMetadata metadata(TableFile file) throws FooterException {
        return TokenMetadata.fromFooter(file.file().uri(), file.footer());
    }

    /** What the file tells about all its rows. */
    public TokenMetadata metadata() {
        return metadata;
    }

    /** Goes on to a row of the file before the first one is read; whole row groups are passed over unread. */
    public TokenReader skipTo(long row) throws IOException {
        rows.skipTo(row);
        return this;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public TokenRow next() {
        return rows.next();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
