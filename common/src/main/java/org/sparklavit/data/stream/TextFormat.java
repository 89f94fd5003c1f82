package org.sparklavit.data.stream;

import java.io.Serializable;

/**
 * Where the texts are in the files of a corpus.
 *
 * @param field of a JSON object, or column of a Parquet file, that holds the text
 * @param plain what one text of a plain file is
 */
public record TextFormat(String field, Plain plain) implements Serializable {
    /** How a plain text file falls into texts. */
    public enum Plain {
        /** Each line that is not blank. */
        LINE,
        /** Lines up to the next blank one. */
        PARAGRAPH
    }
}
