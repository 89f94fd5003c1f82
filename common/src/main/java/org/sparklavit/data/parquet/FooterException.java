package org.sparklavit.data.parquet;

import java.io.IOException;

/** A footer does not say what its format asks for; the message names the file and the key. */
public final class FooterException extends IOException {
    /** With a message for the user, who may not know what a footer is: what to do, too. */
    public FooterException(String message) {
        super(message);
    }

    FooterException(String message, Throwable cause) {
        super(message, cause);
    }
}
