package org.sparklavit.pretrain.generate;

/**
 * What became of a prompt: a row of the output.
 *
 * @param id of the prompt
 * @param task in lower case
 * @param prompt its text
 * @param text what was written; empty if a picture was drawn
 * @param codes of the picture that was drawn; none if text was written
 * @param numTokens generated
 * @param isComplete whether it ended by itself, not at the greatest length
 * @param image the picture as a PNG file; empty without a detokenizer
 */
@SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
public record Answer(
        String id,
        String task,
        String prompt,
        String text,
        int[] codes,
        int numTokens,
        boolean isComplete,
        byte[] image) {
    /** The same with a picture. */
    Answer withImage(byte[] png) {
        return new Answer(id, task, prompt, text, codes, numTokens, isComplete, png);
    }
}
