package org.sparklavit.data.io;

import java.io.Serializable;
import java.util.Objects;

/**
 * A file that was there when it was listed.
 *
 * @param uri where it lies, fully qualified, so that any process can open it
 * @param bytes its length
 */
public record StoredFile(String uri, long bytes) implements Serializable {
    /** Checks that there is a uri. */
    public StoredFile {
        Objects.requireNonNull(uri, "uri");
    }

    /** The last part of the path. */
    public String name() {
        return uri.substring(uri.lastIndexOf('/') + 1);
    }
}
