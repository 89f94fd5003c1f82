package org.sparklavit.data.sample;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a sample for good: the first 128 bits of the SHA-256 of the source's name and the sample's key, as 32
 * hexadecimal digits. It depends on nothing else, so a corpus that is sharded again, moved or extended keeps
 * its ids. The two are hashed as UTF-8, each after its length in bytes as a big-endian 32-bit integer.
 */
public final class SampleId {
    private static final int BYTES = 16;

    private SampleId() {}

    /** The id of a sample. */
    public static String of(String source, String key) {
        MessageDigest digest = sha256();
        update(digest, source);
        update(digest, key);
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }

    /**
     * A number that looks random but depends on the id and the seed alone; sorting by it (unsigned) shuffles
     * a corpus the same way on any number of machines.
     */
    public static long shuffleKey(String id, long seed) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
        update(digest, id);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static void update(MessageDigest digest, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
        digest.update(utf8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
