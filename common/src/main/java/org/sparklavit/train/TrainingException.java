package org.sparklavit.train;

/** Training cannot go on; the message says why and what to change. */
public final class TrainingException extends RuntimeException {
    /** With the reason and the remedy. */
    public TrainingException(String message) {
        super(message);
    }
}
