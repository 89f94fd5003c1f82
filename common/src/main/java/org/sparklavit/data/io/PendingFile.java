package org.sparklavit.data.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;

/**
 * A file under way: {@link #commit} makes it appear under its name, whole; closing it without a commit leaves nothing.
 *
 * <p>A store that shows a file only once its stream is closed, and can abort the stream (s3a), is written under the
 * final name: a rename would copy the file there. Elsewhere the bytes go into a hidden sibling, which is renamed.
 */
public final class PendingFile implements Closeable {
    /** What Linux says of a full disk. */
    private static final String NO_SPACE = "No space left on device";

    private final Storage storage;
    private final String uri;
    private final String writtenUri;
    private final FSDataOutputStream file;
    private final Guard guard = new Guard();
    private boolean committed;
    private boolean closed;

    PendingFile(Storage storage, String uri, String writtenUri) throws IOException {
        this.storage = storage;
        this.uri = uri;
        this.writtenUri = writtenUri;
        this.file = storage.create(writtenUri);
    }

    /** The name that the file will have, fully qualified. */
    public String uri() {
        return uri;
    }

    /** Where to write. Closing the stream only flushes it; what comes after {@link #close} is thrown away. */
    public OutputStream stream() {
        return guard;
    }

    /** Makes the file appear, over an older one. */
    public void commit() throws IOException {
        attempt(() -> {
            file.close();
            if (!isDirect()) {
                storage.rename(writtenUri, uri);
            }
        });
        committed = true;
        closed = true;
    }

    @Override
    public void close() throws IOException {
        if (committed || closed) {
            return;
        }
        closed = true;
        try {
            if (isDirect()) {
                file.abort();
            }
            file.close();
        } finally {
            if (!isDirect()) {
                storage.delete(writtenUri);
            }
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    /** What fails is told with the name of the file. Hadoop's local files report a full disk as an error, not an exception. */
    private void attempt(Writing writing) throws IOException {
        try {
            writing.run();
        } catch (IOException e) {
            throw failed(e);
        } catch (FSError e) {
            throw failed(e.getCause());
        }
    }

    private IOException failed(Throwable cause) {
        String remedy = String.valueOf(cause.getMessage()).contains(NO_SPACE)
                ? ". Make room there and start the same command again"
                : "";
        IOException failed = new IOException("cannot write " + uri + ": " + cause.getMessage() + remedy);
        // Not its cause: the console shows the innermost one, and this message says more.
        failed.addSuppressed(cause);
        return failed;
    }

    private boolean isDirect() {
        return writtenUri.equals(uri);
    }

    /** Keeps a writer that closes what it is given from making a file visible that was not committed. */
    private final class Guard extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            if (!closed) {
                attempt(() -> file.write(value));
            }
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (!closed) {
                attempt(() -> file.write(bytes, from, count));
            }
        }

        @Override
        public void flush() throws IOException {
            if (!closed) {
                attempt(file::flush);
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
