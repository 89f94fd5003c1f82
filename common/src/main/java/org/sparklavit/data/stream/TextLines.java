package org.sparklavit.data.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.order.ShardSource;

/**
 * Texts, one JSON object {@code {"text": "..."}} on each line of {@code .jsonl} files, plain or {@code .gz}.
 *
 * <p>Where there are fewer files than lanes, each file is dealt line by line over several shards: shard
 * {@code file * stripes + s} has the lines i with {@code i mod stripes = s}.
 */
public final class TextLines implements ShardSource<String> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIELD = "text";

    private final Storage storage;
    private final List<StoredFile> files;
    private final int stripes;
    private final Map<Integer, Long> linesOfFile = new HashMap<>();

    private TextLines(Storage storage, List<StoredFile> files, int stripes) {
        this.storage = storage;
        this.files = files;
        this.stripes = stripes;
    }

    /**
     * The files that a path, folder or glob stands for.
     *
     * @param minShards files are striped until there are at least so many shards
     * @throws ConfigException if nothing is there
     */
    public static TextLines open(Storage storage, String path, int minShards) throws IOException {
        try {
            List<StoredFile> files = storage.list(path);
            if (files.isEmpty()) {
                throw new FileNotFoundException("the folder is empty");
            }
            return new TextLines(storage, files, (minShards + files.size() - 1) / files.size());
        } catch (FileNotFoundException e) {
            throw new ConfigException("no text files at " + path + " (" + e.getMessage()
                    + "). Give a .jsonl or .jsonl.gz file, a folder of such files, or a glob.");
        }
    }

    @Override
    public int shards() {
        return files.size() * stripes;
    }

    @Override
    public long rows(int shard) {
        long lines = linesOfFile.computeIfAbsent(shard / stripes, this::countLines);
        return (lines - shard % stripes + stripes - 1) / stripes;
    }

    @Override
    public Rows<String> open(int shard, long row) {
        int file = shard / stripes;
        Lines lines = new Lines(file);
        try {
            lines.skip(shard % stripes + row * stripes);
        } catch (RuntimeException e) {
            lines.close();
            throw e;
        }
        return lines;
    }

    private long countLines(int file) {
        try (Lines lines = new Lines(file)) {
            lines.skip(Long.MAX_VALUE);
            return lines.number;
        }
    }

    private final class Lines implements Rows<String> {
        private final String uri;
        private final BufferedReader reader;
        /** Lines read so far, those of other stripes included. */
        private long number;
        /** Lines of other stripes that lie before the next one of ours. */
        private long ahead;

        Lines(int file) {
            uri = files.get(file).uri();
            try {
                InputStream in = storage.open(uri);
                reader = new BufferedReader(new InputStreamReader(
                        uri.endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + uri, e);
            }
        }

        void skip(long lines) {
            for (long left = lines; left > 0 && readLine() != null; left--) {}
        }

        @Override
        public boolean hasNext() {
            skip(ahead);
            ahead = 0;
            try {
                reader.mark(1);
                boolean isMore = reader.read() >= 0;
                reader.reset();
                return isMore;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + uri, e);
            }
        }

        @Override
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException(uri);
            }
            String line = readLine();
            ahead = stripes - 1L;
            return textOf(line);
        }

        private String readLine() {
            try {
                String line = reader.readLine();
                number += line == null ? 0 : 1;
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + uri, e);
            }
        }

        private String textOf(String line) {
            try {
                JsonNode text = JSON.readTree(line).path(FIELD);
                if (text.isTextual()) {
                    return text.asText();
                }
            } catch (JsonProcessingException e) {
                // Reported below with the line's number, as is JSON without the field.
            }
            throw new ConfigException(uri + ":" + number + ": the line is no JSON object with a string '" + FIELD
                    + "'. Each line must read {\"text\": \"...\"}.");
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
