package org.sparklavit.data.stream;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.order.ShardSource;

/**
 * A text corpus, each file a shard. What a file holds follows from its name: {@code .jsonl}, {@code .json} and
 * {@code .ndjson} JSON lines, {@code .txt} plain text, each also {@code .gz} or {@code .zst}; {@code .parquet} a table.
 */
public final class TextFiles implements ShardSource<TextSample> {
    private static final String WANTED =
            "Give a .jsonl or .txt file (also .gz or .zst), a .parquet file, a folder of" + " such files, or a glob.";

    private final List<TextFile> files;

    private TextFiles(List<TextFile> files) {
        this.files = files;
    }

    /** One file. */
    interface TextFile {
        /** How many texts there are; a file that does not tell is read through, once. */
        long rows();

        /** The texts from {@code row} on. */
        Rows<TextSample> open(long row);
    }

    /**
     * The files that a path, folder or glob stands for.
     *
     * @throws ConfigException if nothing is there, if a name tells no format, or if a table lacks the column
     */
    public static TextFiles open(Storage storage, String path, TextFormat format) throws IOException {
        List<StoredFile> stored;
        try {
            stored = storage.list(path);
        } catch (FileNotFoundException e) {
            throw new ConfigException("no text files at " + path + " (" + e.getMessage() + "). " + WANTED);
        }
        if (stored.isEmpty()) {
            throw new ConfigException("no text files at " + path + " (the folder is empty). " + WANTED);
        }
        List<TextFile> files = new ArrayList<>();
        for (StoredFile file : stored) {
            files.add(file(storage, file, format));
        }
        return new TextFiles(files);
    }

    /** The lines of one UTF-8 file as they stand, without blank ones; also {@code .gz} or {@code .zst}. */
    public static TextFiles lines(Storage storage, String uri) {
        return new TextFiles(List.of(new TextLines(storage, uri, TextFormat.Plain.LINE, (text, line) -> text)));
    }

    private static TextFile file(Storage storage, StoredFile file, TextFormat format) throws IOException {
        String extension = TextDocuments.extension(file.name());
        return switch (extension) {
            case "parquet" -> new TextTable(storage, file.uri(), format.field());
            case "jsonl", "json", "ndjson" ->
                new TextLines(storage, file.uri(), TextFormat.Plain.LINE, new JsonText(file.uri(), format.field()));
            case "txt" -> new TextLines(storage, file.uri(), format.plain(), (text, line) -> text);
            default ->
                throw new ConfigException("the name of " + file.uri() + " does not tell what it holds. " + WANTED);
        };
    }

    @Override
    public int shards() {
        return files.size();
    }

    @Override
    public long rows(int shard) {
        return files.get(shard).rows();
    }

    @Override
    public Rows<TextSample> open(int shard, long row) {
        return files.get(shard).open(row);
    }
}
