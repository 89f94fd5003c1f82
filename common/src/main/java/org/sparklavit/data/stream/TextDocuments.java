package org.sparklavit.data.stream;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.sparklavit.data.io.Storage;

/** What stands between blank lines, or on each line, of a UTF-8 file that may be compressed. */
final class TextDocuments implements Closeable {
    private static final String GZIP = ".gz";
    private static final String ZSTD = ".zst";
    private static final int BUFFER_BYTES = 1 << 16;

    private final String uri;
    private final boolean isParagraph;
    private final BufferedReader reader;
    private long linesRead;
    private long firstLine;

    TextDocuments(Storage storage, String uri, TextFormat.Plain unit) {
        this.uri = uri;
        isParagraph = unit == TextFormat.Plain.PARAGRAPH;
        try {
            InputStream in = storage.open(uri);
            try {
                reader = new BufferedReader(
                        new InputStreamReader(decompressed(in, uri), StandardCharsets.UTF_8), BUFFER_BYTES);
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** The ending of a name that tells the format: {@code jsonl} for {@code a.jsonl.gz}. */
    static String extension(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        plain = plain.endsWith(GZIP) || plain.endsWith(ZSTD) ? plain.substring(0, plain.lastIndexOf('.')) : plain;
        return plain.substring(plain.lastIndexOf('.') + 1);
    }

    /** Files made of several compressed pieces in a row are read to their end. */
    private static InputStream decompressed(InputStream in, String uri) throws IOException {
        String name = uri.toLowerCase(Locale.ROOT);
        CompressorStreamFactory formats = new CompressorStreamFactory(true);
        if (name.endsWith(GZIP)) {
            return formats.createCompressorInputStream(CompressorStreamFactory.GZIP, in);
        }
        return name.endsWith(ZSTD) ? formats.createCompressorInputStream(CompressorStreamFactory.ZSTANDARD, in) : in;
    }

    /** The next one, or null behind the last. */
    String next() {
        String line = readLine();
        while (line != null && line.isBlank()) {
            line = readLine();
        }
        firstLine = linesRead;
        return line == null || !isParagraph ? line : paragraph(line);
    }

    private String paragraph(String first) {
        StringBuilder text = new StringBuilder(first);
        for (String line = readLine(); line != null && !line.isBlank(); line = readLine()) {
            text.append('\n').append(line);
        }
        return text.toString();
    }

    /** Passes over up to {@code count}; returns how many there were. */
    long skip(long count) {
        long skipped = 0;
        while (skipped < count && next() != null) {
            skipped++;
        }
        return skipped;
    }

    /** The line, from 1, on which the last one began. */
    long line() {
        return firstLine;
    }

    private String readLine() {
        try {
            String line = reader.readLine();
            linesRead += line == null ? 0 : 1;
            return line;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private UncheckedIOException broken(IOException cause) {
        return new UncheckedIOException("cannot read " + uri + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw broken(e);
        }
    }
}
