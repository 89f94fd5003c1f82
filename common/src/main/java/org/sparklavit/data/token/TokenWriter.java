package org.sparklavit.data.token;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;

/**
 * Writes one file of a token dump and checks every row against docs/token-format.md. The file appears under its
 * name on {@link #commit}.
 */
public final class TokenWriter implements Closeable {
    private final TokenMetadata metadata;
    private final RowWriter<TokenRow> rows;

    /** Row groups of 64 MiB or 65 536 rows: a loader keeps one in memory, and skips in such steps. */
    public static WriteOptions layout() {
        return WriteOptions.defaults().withRowGroups(64L << 20, 1 << 16);
    }

    /** Starts a file with the usual {@link #layout}. */
    public TokenWriter(Storage storage, String uri, TokenMetadata metadata) throws IOException {
        this(storage, uri, metadata, layout());
    }

    /** Starts a file; the footer is the metadata's. */
    public TokenWriter(Storage storage, String uri, TokenMetadata metadata, WriteOptions options) throws IOException {
        this.metadata = metadata;
        this.rows = new RowWriter<>(storage, uri, TokenRows.INSTANCE, options.withFooter(metadata.toFooter()));
    }

    /**
     * Appends a row.
     *
     * @throws IllegalArgumentException if the row does not fit the metadata or itself; the message names the key
     */
    public void write(TokenRow row) throws IOException {
        TokenCheck.problem(row, metadata).ifPresent(problem -> {
            throw new IllegalArgumentException(
                    "token row '" + row.key() + "' of source '" + row.source() + "': " + problem.text());
        });
        rows.write(row);
    }

    /** The rows so far. */
    public long rows() {
        return rows.rows();
    }

    /** Finishes the file and gives it its name. */
    public void commit() throws IOException {
        rows.commit();
    }

    /** The same with more keys for the footer, behind those of the metadata. */
    public void commit(Map<String, String> moreFooter) throws IOException {
        rows.commit(moreFooter);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
