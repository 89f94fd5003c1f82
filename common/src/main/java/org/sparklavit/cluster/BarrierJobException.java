package org.sparklavit.cluster;

/** A barrier job failed for good. The message begins with the first cause; the executor's stack trace is the cause. */
public final class BarrierJobException extends RuntimeException {

    BarrierJobException(String message, Throwable cause) {
        super(message, cause);
    }
}
