package org.sparklavit.pretrain.generate;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.order.ShardSource.Rows;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.parquet.TableFile;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.stream.TextFiles;
import org.sparklavit.data.stream.TextSample;

/** Files of prompts: JSON lines, compressed or not, and Parquet. */
public final class PromptFiles {
    private static final String WANTED =
            "Give a .jsonl file (also .gz or .zst), a .parquet file, a folder of such files, or a glob.";

    private final Storage storage;
    private final PromptColumns columns;

    /** Reads prompts whose parts are called {@code columns}. */
    public PromptFiles(Storage storage, PromptColumns columns) {
        this.storage = storage;
        this.columns = columns;
    }

    /** A row: a prompt, or why there is none. */
    record Found(Optional<PromptRow> prompt, Optional<ErrorRow> error) {
        static Found of(PromptRow prompt) {
            return new Found(Optional.of(prompt), Optional.empty());
        }

        static Found bad(String id, BadPromptException fault) {
            return new Found(Optional.empty(), Optional.of(fault.row(id)));
        }
    }

    /**
     * All files of {@code input}, cut into parts.
     *
     * @throws ConfigException if there are no prompts, or a name tells no format
     */
    public List<PromptPart> parts(String input, int rowsPerPart) throws IOException {
        List<PromptPart> parts = new ArrayList<>();
        for (StoredFile file : files(input)) {
            long rows = isParquet(file.uri())
                    ? TableFile.open(storage, file.uri()).rows()
                    : TextFiles.lines(storage, file.uri()).rows(0);
            for (long first = 0; first < rows; first += rowsPerPart) {
                parts.add(new PromptPart(file.uri(), first, Math.min(rowsPerPart, rows - first)));
            }
        }
        if (parts.isEmpty()) {
            throw new ConfigException("input = " + input + " has no prompts. " + WANTED);
        }
        return parts;
    }

    /**
     * All files of {@code input}.
     *
     * @throws ConfigException if there are none, or a name tells no format
     */
    public List<StoredFile> files(String input) throws IOException {
        // The output of shard, and of generate itself, has its rows in there.
        String data = Storage.child(input, "data");
        try {
            List<StoredFile> files = storage.list(storage.isFolder(data) ? data : input);
            for (StoredFile file : files) {
                if (!isParquet(file.uri()) && !isJson(file.uri())) {
                    throw new ConfigException(
                            "input: the name of " + file.uri() + " does not tell what it holds. " + WANTED);
                }
            }
            return files;
        } catch (FileNotFoundException e) {
            throw new ConfigException("input = " + input + " is not there (" + e.getMessage() + "). " + WANTED);
        }
    }

    private static boolean isParquet(String uri) {
        return uri.endsWith(".parquet");
    }

    private static boolean isJson(String uri) {
        String name = uri.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json");
    }

    /** The rows of {@code part} and those behind them; the caller closes it. */
    Rows<Found> open(PromptPart part) throws IOException {
        if (isParquet(part.uri())) {
            RowReader<PromptRow> reader = new RowReader<>(storage, part.uri(), new PromptFormat(columns), Set.of());
            return new TableRows(reader.skipTo(part.first()), part);
        }
        PromptLine line = new PromptLine(storage, part.uri(), columns);
        return new LineRows(TextFiles.lines(storage, part.uri()).open(0, part.first()), line);
    }

    private record LineRows(Rows<TextSample> lines, PromptLine line) implements Rows<Found> {
        @Override
        public boolean hasNext() {
            return lines.hasNext();
        }

        @Override
        public Found next() {
            return line.read(lines.next());
        }

        @Override
        public void close() {
            lines.close();
        }
    }

    private static final class TableRows implements Rows<Found> {
        private final RowReader<PromptRow> reader;
        private final String uri;
        private long row;

        private TableRows(RowReader<PromptRow> reader, PromptPart part) {
            this.reader = reader;
            uri = part.uri();
            row = part.first();
        }

        @Override
        public boolean hasNext() {
            return reader.hasNext();
        }

        @Override
        public Found next() {
            PromptRow next = reader.next();
            row++;
            String id = next.id().isEmpty() ? PromptLine.nameOf(uri, row) : next.id();
            return Found.of(new PromptRow(id, next.text(), next.images()));
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
