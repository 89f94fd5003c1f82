package org.sparklavit.s3;

/** What {@link FaultyProxy} does to a request. */
enum Fault {
    /** Nothing. */
    NONE,
    /** The server is busy: 503, as S3 answers when it is asked too often. */
    BUSY,
    /** The answer comes in small pieces. */
    SLOW,
    /** The connection is reset in the middle of the answer. */
    CUT;

    private static final int EVERY = 12;

    /** One request in twelve each; what changes more than one object is left alone, as S3 does it once only. */
    static Fault of(long request, String method) {
        boolean mayBeCut = method.equals("GET") || method.equals("PUT");
        return switch ((int) (request % EVERY)) {
            case 3 -> BUSY;
            case 7 -> SLOW;
            case 11 -> mayBeCut ? CUT : NONE;
            default -> NONE;
        };
    }
}
