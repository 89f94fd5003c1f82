package org.sparklavit.data.stream;

/** A text tokenizer. */
public interface TextCodec {
    /** The number of ids, V. */
    int size();

    /** The id that ends a text. */
    int endOfText();

    /** The ids of {@code text}, without any mark of its start or end. */
    int[] encode(String text);

    /** The text that {@code ids} stand for, marks left out. */
    String decode(int[] ids);
}
