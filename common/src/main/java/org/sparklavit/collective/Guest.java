package org.sparklavit.collective;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** One connection at a rank's port that has not proved yet who it is. Never blocks; reads no byte too many. */
final class Guest {

    private enum State {
        AWAITING_HELLO,
        AWAITING_PROOF,
        WELCOME
    }

    private final SocketChannel channel;
    private final JobSecret secret;
    private final int caller;
    private final int host;
    private final byte[] hostNonce = Greeting.nonce();
    private final long deadlineNanos;

    private State state = State.AWAITING_HELLO;
    private ByteBuffer incoming = ByteBuffer.allocate(Greeting.HELLO_BYTES);
    private ByteBuffer outgoing = ByteBuffer.allocate(0);
    private Greeting greeting;

    Guest(SocketChannel channel, JobSecret secret, int caller, int host, long deadlineNanos) {
        this.channel = channel;
        this.secret = secret;
        this.caller = caller;
        this.host = host;
        this.deadlineNanos = deadlineNanos;
    }

    SocketChannel channel() {
        return channel;
    }

    boolean isLate() {
        return System.nanoTime() - deadlineNanos > 0;
    }

    /** What the selector should wake this guest for. */
    int interest() {
        return outgoing.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    }

    /**
     * Goes on as far as bytes allow.
     *
     * @return true once the caller has proved itself and been welcomed
     * @throws IOException if it is not the expected caller
     */
    boolean proceed() throws IOException {
        while (true) {
            channel.write(outgoing);
            if (outgoing.hasRemaining()) {
                return false;
            }
            if (state == State.WELCOME) {
                return true;
            }
            if (channel.read(incoming) < 0) {
                throw new IOException("it hung up");
            }
            if (incoming.hasRemaining()) {
                return false;
            }
            respond(incoming.flip());
        }
    }

    private void respond(ByteBuffer heard) throws IOException {
        if (state == State.AWAITING_HELLO) {
            Optional<Greeting> understood = Greeting.understand(secret, caller, host, heard);
            greeting = understood.orElseThrow(() -> new IOException("its hello is not the one of rank " + caller));
            outgoing = greeting.challenge(hostNonce);
            incoming = ByteBuffer.allocate(Greeting.PROOF_BYTES);
            state = State.AWAITING_PROOF;
        } else {
            if (!greeting.isProof(heard, hostNonce)) {
                throw new IOException("it does not know the job's secret");
            }
            outgoing = ByteBuffer.wrap(new byte[] {Greeting.WELCOME});
            state = State.WELCOME;
        }
    }
}
