package org.sparklavit.cluster;

import java.io.Serializable;

/** What travels from an executor to the driver: addressed to whoever there has opened a desk under this name. */
sealed interface Report extends Serializable {

    String desk();

    /** For a log, where there is no console. */
    String text();

    /** A line of text to show. */
    record Line(String desk, String text) implements Report {}

    /** A state of progress to show. */
    record Step(String desk, Progress progress) implements Report {
        @Override
        public String text() {
            return progress.line();
        }
    }

    /** So many units more are done. */
    record Count(String desk, long more) implements Report {
        @Override
        public String text() {
            return more + " more done";
        }
    }

    /**
     * A rank's process runs.
     *
     * @param place where, for people
     * @param operations with other ranks that the rank has begun
     * @param isWaiting whether the last of them still goes on
     * @param isLast whether the rank has ended
     */
    record Beat(String desk, int rank, String place, long operations, boolean isWaiting, boolean isLast)
            implements Report {
        @Override
        public String text() {
            return "rank " + rank + " has begun " + operations + " operations with others";
        }
    }

    /** Nothing to show: its answer says that all earlier reports have been seen. */
    record Flush(String desk) implements Report {
        @Override
        public String text() {
            return "";
        }
    }
}
