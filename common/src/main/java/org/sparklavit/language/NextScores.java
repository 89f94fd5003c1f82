package org.sparklavit.language;

/**
 * Scores of the ids that may follow rows of tokens, which grow by one token each at a time.
 *
 * <p>Shapes: B rows, V ids. Rows of scores are the caller's to change.
 */
interface NextScores extends AutoCloseable {
    /** Behind the prompts: (B, V). Comes first, and once. */
    float[][] ofPrompts();

    /** Behind {@code tokens} (B), each appended to its row: (B, V). */
    float[][] after(int[] tokens);

    /** Goes on with these rows in the place of all, each as often as it is named. */
    void choose(int[] rows);

    @Override
    void close();
}
