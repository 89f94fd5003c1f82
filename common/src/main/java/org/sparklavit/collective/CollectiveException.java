package org.sparklavit.collective;

import java.util.OptionalInt;

/**
 * A collective operation failed: a peer died, stayed silent past the deadline, or called something else. It is mostly
 * the consequence of a failure elsewhere, so whoever reports to the user prefers another rank's error to this one.
 */
public final class CollectiveException extends RuntimeException {

    /** Stands for "no single peer is to blame". */
    static final int NOBODY = -1;

    private final int suspect;

    /** No single peer is to blame. */
    public CollectiveException(String message) {
        this(message, NOBODY);
    }

    CollectiveException(String message, int suspect) {
        super(message);
        this.suspect = suspect;
    }

    CollectiveException(String message, int suspect, Throwable cause) {
        super(message, cause);
        this.suspect = suspect;
    }

    /** The rank whose silence, death or wrong call this rank noticed, if it was one. */
    public OptionalInt suspect() {
        return suspect == NOBODY ? OptionalInt.empty() : OptionalInt.of(suspect);
    }
}
