package org.sparklavit.data.image;

import java.io.IOException;

/** A file that cannot become a picture; the message names the remedy. Whoever reads a corpus turns it into an errors row. */
public final class BadImageException extends IOException {
    /** Why, in one word that an errors table can be grouped by. */
    public enum Reason {
        /** No bytes at all. */
        EMPTY,
        /** The first bytes belong to none of the formats read. */
        UNKNOWN_FORMAT,
        /** The header promises more pixels than allowed; nothing was allocated. */
        TOO_LARGE,
        /** The file ends before the picture does. */
        TRUNCATED,
        /** The bytes contradict their format. */
        CORRUPT
    }

    private final Reason reason;

    /** See {@link #reason()}; {@code message} says what is wrong and what to do about it. */
    public BadImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    BadImageException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
