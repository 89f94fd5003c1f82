package org.sparklavit.data.tabular;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.GroupReader;
import org.sparklavit.data.sample.CorpusRecord;
import org.sparklavit.data.sample.CorpusStream;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.RawSample;
import org.sparklavit.data.sample.Reasons;

/**
 * The samples of one Parquet file in its order; other columns become metadata. A damaged file gives the samples before
 * the damage and one error that names it. Holds one row group in memory.
 */
public final class TableSamples implements CorpusStream {
    private final Storage storage;
    private final String uri;
    private final String source;
    private final TableOptions options;
    private final Set<String> ownColumns;
    private final String name;
    private GroupReader reader;
    private CorpusRecord ahead;
    private long rows;
    private boolean ended;

    /** Reads the file at {@code uri}; {@code source} names the corpus. */
    public TableSamples(Storage storage, String uri, String source, TableOptions options) {
        this.storage = storage;
        this.uri = uri;
        this.source = source;
        this.options = options;
        this.name = uri.substring(uri.lastIndexOf('/') + 1);
        this.ownColumns = new HashSet<>(options.imageColumns());
        ownColumns.addAll(options.captionColumns());
        ownColumns.add(options.keyColumn());
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            advance();
        }
        return ahead != null;
    }

    @Override
    public CorpusRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException(name);
        }
        CorpusRecord next = ahead;
        ahead = null;
        return next;
    }

    private void advance() {
        try {
            if (reader == null) {
                reader = new GroupReader(storage, uri);
            }
            Group group = reader.next();
            if (group == null) {
                ended = true;
            } else {
                ahead = record(new TableRow(group));
                rows++;
            }
        } catch (GroupReader.BrokenException e) {
            ended = true;
            ahead = ErrorRow.of(
                    source,
                    name,
                    Reasons.READ,
                    Reasons.BROKEN_PARQUET,
                    "after row " + rows + ": " + e.getMessage() + "; what follows is lost. Fetch the file again");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CorpusRecord record(TableRow row) {
        String key = row.text(List.of(options.keyColumn())).orElse(name + "/" + rows);
        Optional<byte[]> image = row.bytes(options.imageColumns());
        ObjectNode metadata = row.metadata(ownColumns);
        if (image.isEmpty()) {
            // img2dataset says in these columns why it has no image.
            String why = row.text(List.of("error_message", "status"))
                    .map(text -> ": " + text)
                    .orElse("");
            return error(key, Reasons.MISSING_IMAGE, "no bytes in one of the columns " + options.imageColumns() + why);
        }
        if (image.get().length > options.maxImageBytes()) {
            return error(
                    key,
                    Reasons.TOO_MANY_BYTES,
                    "its image has " + image.get().length + " bytes but at most " + options.maxImageBytes()
                            + " are read; raise max-image-mib");
        }
        Optional<String> caption = row.text(options.captionColumns());
        if (caption.isEmpty()) {
            return error(key, Reasons.MISSING_CAPTION, "no text in one of the columns " + options.captionColumns());
        }
        return new RawSample(source, key, image.get(), caption.get().strip(), metadata.toString());
    }

    private ErrorRow error(String key, String reason, String detail) {
        return ErrorRow.of(source, key, Reasons.READ, reason, name + " row " + rows + ": " + detail);
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
