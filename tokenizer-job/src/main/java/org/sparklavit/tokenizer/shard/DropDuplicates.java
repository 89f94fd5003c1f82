package org.sparklavit.tokenizer.shard;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.sparklavit.data.sample.Sample;

/** Which samples count as the same, so that only the first of them goes into a shard. */
public enum DropDuplicates {
    /** None. */
    NONE,
    /** Those whose image files have the same bytes, whatever the captions. */
    SAME_IMAGE,
    /** Those whose image files have the same bytes, and whose captions are the same. */
    SAME_IMAGE_AND_CAPTION;

    /** What equal samples have in common, and others do not. */
    public ContentKey keyOf(Sample sample, RowKey place) {
        MessageDigest digest = sha256();
        digest.update(sample.image());
        if (this == SAME_IMAGE_AND_CAPTION) {
            byte[] image = digest.digest();
            digest.update(image);
            digest.update(sample.caption().getBytes(StandardCharsets.UTF_8));
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new ContentKey(hash.getLong(), hash.getLong(), place);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
