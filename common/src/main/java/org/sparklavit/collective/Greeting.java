package org.sparklavit.collective;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The words two ranks exchange before data flows, each of fixed length, so that neither side reads further than it
 * must. The caller is the left neighbour of the host; both prove that they know the {@link JobSecret}.
 *
 * <pre>
 * caller -> host   hello      magic, version, caller's rank, host's rank, caller's nonce
 * host -> caller   challenge  host's nonce, signature of ("host", ranks, both nonces)
 * caller -> host   proof      signature of ("caller", ranks, both nonces)
 * host -> caller   welcome    one byte
 * </pre>
 */
final class Greeting {

    static final int NONCE_BYTES = 32;
    static final int HELLO_BYTES = 4 * Integer.BYTES + NONCE_BYTES;
    static final int CHALLENGE_BYTES = NONCE_BYTES + JobSecret.SIGNATURE_BYTES;
    static final int PROOF_BYTES = JobSecret.SIGNATURE_BYTES;
    static final byte WELCOME = 1;

    private static final int MAGIC = 0x534C5652;
    private static final int VERSION = 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JobSecret secret;
    private final int caller;
    private final int host;
    private final byte[] callerNonce;

    private Greeting(JobSecret secret, int caller, int host, byte[] callerNonce) {
        this.secret = secret;
        this.caller = caller;
        this.host = host;
        this.callerNonce = callerNonce;
    }

    /** The caller's side, with a nonce of its own. */
    static Greeting from(JobSecret secret, int caller, int host) {
        return new Greeting(secret, caller, host, nonce());
    }

    /** The host's side: understands a hello, or says by an empty result that it is not from the expected caller. */
    static Optional<Greeting> understand(JobSecret secret, int caller, int host, ByteBuffer hello) {
        boolean expected = hello.getInt() == MAGIC
                && hello.getInt() == VERSION
                && hello.getInt() == caller
                && hello.getInt() == host;
        byte[] callerNonce = new byte[NONCE_BYTES];
        hello.get(callerNonce);
        return expected ? Optional.of(new Greeting(secret, caller, host, callerNonce)) : Optional.empty();
    }

    static byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    ByteBuffer hello() {
        ByteBuffer hello = ByteBuffer.allocate(HELLO_BYTES);
        return hello.putInt(MAGIC)
                .putInt(VERSION)
                .putInt(caller)
                .putInt(host)
                .put(callerNonce)
                .flip();
    }

    ByteBuffer challenge(byte[] hostNonce) {
        ByteBuffer challenge = ByteBuffer.allocate(CHALLENGE_BYTES);
        return challenge.put(hostNonce).put(sign("host", hostNonce)).flip();
    }

    /** The caller's answer, empty if the host's signature is wrong: whoever sits there does not know the secret. */
    Optional<ByteBuffer> answer(ByteBuffer challenge) {
        byte[] hostNonce = new byte[NONCE_BYTES];
        byte[] signature = new byte[JobSecret.SIGNATURE_BYTES];
        challenge.get(hostNonce).get(signature);
        if (!MessageDigest.isEqual(signature, sign("host", hostNonce))) {
            return Optional.empty();
        }
        return Optional.of(ByteBuffer.wrap(sign("caller", hostNonce)));
    }

    boolean isProof(ByteBuffer proof, byte[] hostNonce) {
        byte[] signature = new byte[PROOF_BYTES];
        proof.get(signature);
        return MessageDigest.isEqual(signature, sign("caller", hostNonce));
    }

    private byte[] sign(String role, byte[] hostNonce) {
        ByteBuffer message = ByteBuffer.allocate(2 * Integer.BYTES + 2 * NONCE_BYTES);
        message.putInt(caller).putInt(host).put(callerNonce).put(hostNonce);
        return secret.sign(role, message.array());
    }
}
