package org.sparklavit.data.io;

import java.io.Closeable;
import java.io.IOException;

/** A file under way: {@link #commit} gives it its name, closing it without a commit deletes it. */
public final class PendingFile implements Closeable {
    private final Storage storage;
    private final String uri;
    private final String temporaryUri;
    private boolean committed;

    PendingFile(Storage storage, String uri, String temporaryUri) {
        this.storage = storage;
        this.uri = uri;
        this.temporaryUri = temporaryUri;
    }

    /** The name that the file will have, fully qualified. */
    public String uri() {
        return uri;
    }

    /** The name to write to until then; a hidden sibling. */
    public String temporaryUri() {
        return temporaryUri;
    }

    /** Renames the written file to its name, over an older one. */
    public void commit() throws IOException {
        storage.rename(temporaryUri, uri);
        committed = true;
    }

    @Override
    public void close() throws IOException {
        if (!committed) {
            storage.delete(temporaryUri);
        }
    }
}
