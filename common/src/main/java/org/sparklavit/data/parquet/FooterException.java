package org.sparklavit.data.parquet;

import java.io.IOException;

/** A footer does not say what its format asks for; the message names the file and the key. */
public final class FooterException extends IOException {
    FooterException(String message) {
        super(message);
    }

    FooterException(String message, Throwable cause) {
        super(message, cause);
    }
}
