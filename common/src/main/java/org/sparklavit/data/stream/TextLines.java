package org.sparklavit.data.stream;

import java.util.NoSuchElementException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource.Rows;

/** A file of lines: JSON lines or plain text, compressed or not. */
final class TextLines implements TextFiles.TextFile {
    private static final long UNKNOWN = -1;

    private final Storage storage;
    private final String uri;
    private final TextFormat.Plain unit;
    private final Parser parser;
    private long rows = UNKNOWN;

    /** Finds the text in what stands in the file. */
    @FunctionalInterface
    interface Parser {
        /** The text of {@code raw}, which begins at {@code line}. */
        String text(String raw, long line);
    }

    TextLines(Storage storage, String uri, TextFormat.Plain unit, Parser parser) {
        this.storage = storage;
        this.uri = uri;
        this.unit = unit;
        this.parser = parser;
    }

    @Override
    public synchronized long rows() {
        if (rows == UNKNOWN) {
            try (TextDocuments documents = new TextDocuments(storage, uri, unit)) {
                rows = documents.skip(Long.MAX_VALUE);
            }
        }
        return rows;
    }

    @Override
    public Rows<TextSample> open(long row) {
        TextDocuments documents = new TextDocuments(storage, uri, unit);
        try {
            documents.skip(row);
        } catch (RuntimeException e) {
            documents.close();
            throw e;
        }
        return new LineRows(documents);
    }

    private final class LineRows implements Rows<TextSample> {
        private final TextDocuments documents;
        /** The next text as it stands in the file; null before it was looked for and behind the last. */
        private String ahead;

        private LineRows(TextDocuments documents) {
            this.documents = documents;
        }

        @Override
        public boolean hasNext() {
            ahead = ahead == null ? documents.next() : ahead;
            return ahead != null;
        }

        @Override
        public TextSample next() {
            if (!hasNext()) {
                throw new NoSuchElementException(uri);
            }
            String text = parser.text(ahead, documents.line());
            ahead = null;
            return new TextSample(uri + ":" + documents.line(), text);
        }

        @Override
        public void close() {
            documents.close();
        }
    }
}
