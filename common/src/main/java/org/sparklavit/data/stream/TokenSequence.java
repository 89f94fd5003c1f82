package org.sparklavit.data.stream;

/**
 * One document: the ids that a model reads and must predict.
 *
 * @param ids of every position, at image positions the discrete codes
 * @param image where the image lies
 * @param firstSupervised the first position whose id is a target; those before it are only read. At least 1, because
 *     nothing precedes position 0
 */
@SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
public record TokenSequence(Stream stream, int[] ids, ImageSpan image, int firstSupervised) {
    /** Features are IEEE half-precision numbers. */
    private static final int FEATURE_BYTES = 2;

    /** Checks the spans. */
    public TokenSequence {
        if (firstSupervised < 1 || image.start() < 0 || image.start() + image.tokens() > ids.length) {
            throw new IllegalArgumentException("image at " + image.start() + " with " + image.tokens()
                    + " tokens, supervised from " + firstSupervised + ", but only " + ids.length + " ids");
        }
    }

    /**
     * The positions of an image.
     *
     * @param start position of its first code
     * @param tokens how many codes
     * @param features (tokens, D) little-endian half-precision inputs that take the place of the codes' embeddings;
     *     empty if the codes are the inputs
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record ImageSpan(int start, int tokens, byte[] features) {
        /** Where there is no image. */
        public static final ImageSpan NONE = new ImageSpan(0, 0, new byte[0]);

        /** D, or 0 if the codes are the inputs. */
        public int featureWidth() {
            return tokens == 0 ? 0 : features.length / (FEATURE_BYTES * tokens);
        }
    }

    /** Positions that the model reads: all but the last, which is only predicted. */
    public int inputs() {
        return ids.length - 1;
    }
}
