package org.sparklavit.collective;

import java.nio.ByteBuffer;

/**
 * One operation on its way around the ring: bytes go to the right as soon as they are known and come from the left as
 * they arrive, both in one loop of one thread. Each operation starts with a label that says what it is, so that ranks
 * that call different things fail and do not mix their bytes.
 */
abstract class RingPass {

    /** Longest piece given to the operating system at once; more would only delay receiving. */
    static final int MAX_WRITE_BYTES = 1 << 20;

    private static final int LABEL_BYTES = 2 * Long.BYTES;

    private final RingLinks links;
    private final RingCall call;
    private final ByteBuffer labelOut = ByteBuffer.allocate(LABEL_BYTES);
    private final ByteBuffer labelIn = ByteBuffer.allocate(LABEL_BYTES);
    private boolean labelRead;

    /** Set by {@link #trySend} and {@link #tryReceive} whenever a byte moved. */
    private boolean moved;

    RingPass(RingLinks links, RingCall call) {
        this.links = links;
        this.call = call;
        call.writeTo(labelOut);
        labelOut.flip();
    }

    /** Whether all bytes for the right neighbour have gone. */
    abstract boolean allSent();

    /** Whether all bytes from the left neighbour have come. */
    abstract boolean allReceived();

    /** Sends some of what is known, if any; returns whether the connection took less than it was offered. */
    abstract boolean trySend();

    /** Receives some of what is missing. */
    abstract void tryReceive();

    /** Runs the operation to its end. */
    final void run() {
        long lastMove = System.nanoTime();
        while (true) {
            boolean sending = labelOut.hasRemaining() || !allSent();
            boolean receiving = !labelRead || !allReceived();
            if (!sending && !receiving) {
                return;
            }
            moved = false;
            boolean blocked = sending && advanceSending();
            if (receiving) {
                advanceReceiving();
            }
            if (moved) {
                lastMove = System.nanoTime();
            } else {
                links.await(sending, blocked, receiving, lastMove, call.toString());
            }
        }
    }

    private boolean advanceSending() {
        if (labelOut.hasRemaining()) {
            send(labelOut);
            return labelOut.hasRemaining();
        }
        return trySend();
    }

    private void advanceReceiving() {
        if (labelRead) {
            tryReceive();
            return;
        }
        receive(labelIn);
        if (!labelIn.hasRemaining()) {
            checkLabel(RingCall.readFrom(labelIn.flip()));
            labelRead = true;
        }
    }

    private void checkLabel(RingCall theirs) {
        if (!theirs.equals(call)) {
            throw new CollectiveException(
                    links.self() + " called " + call + " but " + links.left() + " called " + theirs,
                    links.left().rank());
        }
    }

    final int send(ByteBuffer bytes) {
        int count = links.send(bytes);
        moved |= count > 0;
        return count;
    }

    final int receive(ByteBuffer bytes) {
        int count = links.receive(bytes);
        moved |= count > 0;
        return count;
    }

    /** A step finished without a byte of its own, as empty segments do. */
    final void stepped() {
        moved = true;
    }
}
