package org.sparklavit.collective;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a rank called: the label in front of each operation's bytes. */
record RingCall(Kind kind, int root, int sequence, int bytes) {

    /** The operations, with their code on the wire and the words of error messages. */
    enum Kind {
        ALL_REDUCE(1, "all-reduce"),
        REDUCE_SCATTER(2, "reduce-scatter"),
        ALL_GATHER(3, "all-gather"),
        BROADCAST(4, "broadcast"),
        MESSAGE_SIZES(5, "all-gather of messages"),
        MESSAGES(6, "all-gather of messages"),
        BARRIER(7, "barrier"),
        UNKNOWN(0, "something unknown");

        private final int code;
        private final String words;

        Kind(int code, String words) {
            this.code = code;
            this.words = words;
        }

        static Kind of(int code) {
            return Arrays.stream(values())
                    .filter(kind -> kind.code == code)
                    .findFirst()
                    .orElse(UNKNOWN);
        }
    }

    void writeTo(ByteBuffer label) {
        label.putInt(kind.code).putInt(root).putInt(sequence).putInt(bytes);
    }

    static RingCall readFrom(ByteBuffer label) {
        return new RingCall(Kind.of(label.getInt()), label.getInt(), label.getInt(), label.getInt());
    }

    @Override
    public String toString() {
        return switch (kind) {
            case BROADCAST -> "operation " + sequence + ", broadcast of " + bytes + " bytes from rank " + root;
            case ALL_REDUCE, REDUCE_SCATTER, ALL_GATHER ->
                "operation " + sequence + ", " + kind.words + " of " + bytes / Float.BYTES + " floats";
            default -> "operation " + sequence + ", " + kind.words;
        };
    }
}
