package org.sparklavit.pretrain.generate;

/** What is made of a prompt. */
public enum Task {
    /** A description of its image: the image, then whatever text the prompt has. */
    CAPTION,
    /** An answer to its text, which is put as a question, about its image if it has one. */
    ANSWER,
    /** A picture of what it says. */
    DRAW,
    /** More text behind it. */
    COMPLETE;

    /** Whether the result is a picture. */
    boolean isDrawn() {
        return this == DRAW;
    }
}
