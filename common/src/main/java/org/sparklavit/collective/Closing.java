package org.sparklavit.collective;

import java.io.Closeable;
import java.io.IOException;

/** Closes what is of no further use, where a failure to close changes nothing. */
final class Closing {

    private Closing() {}

    static void quietly(Closeable resource) {
        if (resource == null) {
            return;
        }
        try {
            resource.close();
        } catch (IOException e) {
            // The operating system takes it back with the process at the latest.
        }
    }
}
