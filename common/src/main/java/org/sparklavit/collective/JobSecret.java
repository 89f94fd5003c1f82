package org.sparklavit.collective;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the ranks of one attempt know and nobody else does. The driver draws a new one for each attempt and ships it
 * inside the task; it signs the greetings between ranks and is never sent over their connections, printed or logged.
 */
public final class JobSecret implements Serializable {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    /** Length of what {@link #sign} returns, in bytes. */
    static final int SIGNATURE_BYTES = 32;

    private final byte[] key;
    private final String jobId;
    private final int attempt;

    private JobSecret(byte[] key, String jobId, int attempt) {
        this.key = key;
        this.jobId = jobId;
        this.attempt = attempt;
    }

    /** Draws a fresh secret, valid for one attempt of one job. */
    public static JobSecret draw(String jobId, int attempt) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new JobSecret(key, jobId, attempt);
    }

    /** HMAC-SHA256 of the message, of the role of its sender, and of the job and attempt that the secret is for. */
    byte[] sign(String role, byte[] message) {
        byte[] roleBytes = role.getBytes(StandardCharsets.UTF_8);
        byte[] jobBytes = jobId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer text = ByteBuffer.allocate(4 * Integer.BYTES + roleBytes.length + jobBytes.length + message.length);
        // Lengths first: no two different triples may sign the same bytes.
        text.putInt(roleBytes.length).put(roleBytes).putInt(jobBytes.length).put(jobBytes);
        text.putInt(attempt).putInt(message.length).put(message);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "JobSecret[" + jobId + ", attempt " + attempt + "]";
    }
}
