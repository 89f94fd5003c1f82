package org.sparklavit.data.stream;

/** What enters a model at the T positions of an image. */
public sealed interface ImageInput {
    /** The embeddings of its codes. */
    record Codes() implements ImageInput {}

    /**
     * Its merged features, as the dump has them.
     *
     * @param bytes (T, D) bfloat16, little endian
     */
    @SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
    record Stored(byte[] bytes) implements ImageInput {}

    /**
     * Its merged features, to be computed of the picture when it is its turn.
     *
     * @param sample the name, for messages
     * @param file the picture as it was found
     * @param positions (T) the patches that the dump has codes for
     */
    @SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
    record Online(String sample, byte[] file, int[] positions) implements ImageInput {}

    /**
     * Its merged features, computed before.
     *
     * @param values (T, D) one feature after the other
     */
    @SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
    record Embedded(float[] values) implements ImageInput {}

    /** Whether features take the place of the embeddings of codes. */
    default boolean isFeatures() {
        return !(this instanceof Codes);
    }
}
