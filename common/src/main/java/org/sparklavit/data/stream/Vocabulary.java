package org.sparklavit.data.stream;

import java.io.Serializable;

/**
 * The ids of the unified model: text ids 0 .. V-1 as the text tokenizer has them, then [IMG] = V, [/IMG] = V + 1, and
 * visual code c = V + 2 + c.
 *
 * @param textSize V
 * @param codebookSize K; 0 for a model of text alone
 * @param endOfText the text id that ends a text
 */
public record Vocabulary(int textSize, int codebookSize, int endOfText) implements Serializable {
    private static final int MARKS = 2;

    /** Checks that the end of text is a text id. */
    public Vocabulary {
        if (endOfText < 0 || endOfText >= textSize || codebookSize < 0) {
            throw new IllegalArgumentException("no vocabulary: " + textSize + " text ids, end of text " + endOfText
                    + ", " + codebookSize + " codes");
        }
    }

    /** The number of ids. */
    public int size() {
        return textSize + MARKS + codebookSize;
    }

    /** [IMG], before an image. */
    public int imageStart() {
        return textSize;
    }

    /** [/IMG], after an image. */
    public int imageEnd() {
        return textSize + 1;
    }

    /** The id of code {@code code} (0 .. K-1). */
    public int idOfCode(int code) {
        if (code < 0 || code >= codebookSize) {
            throw new IllegalArgumentException("code " + code + " is not among the " + codebookSize + " codes");
        }
        return textSize + MARKS + code;
    }

    /** Whether {@code id} stands for a visual code. */
    public boolean isCode(int id) {
        return id >= textSize + MARKS;
    }

    /** The code (0 .. K-1) that {@code id} stands for. */
    public int codeOf(int id) {
        if (!isCode(id) || id >= size()) {
            throw new IllegalArgumentException("id " + id + " stands for no code");
        }
        return id - textSize - MARKS;
    }
}
