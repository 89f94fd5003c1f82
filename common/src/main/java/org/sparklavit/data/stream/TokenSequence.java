package org.sparklavit.data.stream;

import java.util.Arrays;

/**
 * One document: the ids that a model reads and must predict.
 *
 * @param sample where it came from, for people: {@code source/key} of an image, {@code file:number} of a text
 * @param ids of every position, at image positions the discrete codes
 * @param image where the image lies
 * @param firstSupervised the first position whose id is a target; those before it are only read. At least 1, because
 *     nothing precedes position 0
 */
@SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
public record TokenSequence(String sample, Stream stream, int[] ids, ImageSpan image, int firstSupervised) {
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
     * @param input what is read there
     * @param isPredicted whether the features are targets, in the place of the codes
     */
    public record ImageSpan(int start, int tokens, ImageInput input, boolean isPredicted) {
        /** Where there is no image. */
        public static final ImageSpan NONE = new ImageSpan(0, 0, new ImageInput.Codes(), false);

        private boolean holds(int position) {
            return position >= start && position < start + tokens;
        }
    }

    /** Positions that the model reads: all but the last, which is only predicted. */
    public int inputs() {
        return ids.length - 1;
    }

    /**
     * A part of a text. Neighbouring parts share one id, the last target of one and the first input of the other.
     *
     * @param from inputs before it
     * @param to inputs up to its end
     */
    TokenSequence between(int from, int to) {
        if (from == 0 && to == inputs()) {
            return this;
        }
        if (stream != Stream.TEXT) {
            throw new IllegalStateException("only texts are cut to fill a row, and " + sample + " is " + stream);
        }
        return new TokenSequence(sample, stream, Arrays.copyOfRange(ids, from, to + 1), image, firstSupervised);
    }

    /** Whether the id at {@code position} is a target. */
    boolean isTarget(int position) {
        return position >= firstSupervised && !(image.isPredicted() && image.holds(position));
    }
}
