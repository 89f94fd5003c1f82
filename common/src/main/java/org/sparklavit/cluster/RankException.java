package org.sparklavit.cluster;

/** Carries a rank's failure to the driver: unlike the original error it can always be deserialised there. */
final class RankException extends RuntimeException {

    private final RankFailure failure;

    RankException(RankFailure failure, Throwable original) {
        super(failure.toString());
        this.failure = failure;
        setStackTrace(original.getStackTrace());
    }

    RankFailure failure() {
        return failure;
    }
}
