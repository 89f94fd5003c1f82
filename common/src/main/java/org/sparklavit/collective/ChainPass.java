package org.sparklavit.collective;

import java.nio.ByteBuffer;

/** Bytes of one root handed from rank to rank, each passing on what it has received so far. */
final class ChainPass extends RingPass {

    private final ByteBuffer data;
    private final int toSend;
    private final int toReceive;
    private int sent;
    private int received;

    ChainPass(RingLinks links, RingCall call, int rank, int world, ByteBuffer data) {
        super(links, call);
        this.data = data.slice();
        int size = data.remaining();
        this.toSend = (rank + 1) % world == call.root() ? 0 : size;
        this.toReceive = rank == call.root() ? 0 : size;
    }

    @Override
    boolean allSent() {
        return sent == toSend;
    }

    @Override
    boolean allReceived() {
        return received == toReceive;
    }

    @Override
    boolean trySend() {
        int known = toReceive == 0 ? toSend : received;
        int offered = Math.min(known - sent, MAX_WRITE_BYTES);
        if (offered <= 0) {
            return false;
        }
        int taken = send(data.limit(sent + offered).position(sent));
        sent += taken;
        return taken < offered;
    }

    @Override
    void tryReceive() {
        received += receive(data.limit(toReceive).position(received));
    }
}
