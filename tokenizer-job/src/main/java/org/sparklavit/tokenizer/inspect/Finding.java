package org.sparklavit.tokenizer.inspect;

/**
 * Something in a dump that should not be so.
 *
 * @param kind what sort of thing
 * @param where the file, or the row of a file
 * @param detail what it is, with its values
 */
record Finding(Kind kind, String where, String detail) {
    /** The sorts, in the order in which a dump is looked at. */
    enum Kind {
        /** There is no manifest: the job has not finished. */
        UNFINISHED,
        /** A file that the manifest lists, or a number between two that are there, is not there. */
        MISSING_PART,
        /** A file has not the rows that the manifest says, or is not in it. */
        WRONG_ROWS,
        /** A file cannot be read to its end, or its checksums are wrong. */
        TORN_FILE,
        /** A Parquet file that is no token file, or too new. */
        FOREIGN_FILE,
        /** A file of another tokenizer than the first. */
        MIXED_FINGERPRINT,
        /** A row without codes. */
        NO_CODES,
        /** A row whose codes and positions are not equally many. */
        COUNT_MISMATCH,
        /** A row whose features have another length than the footer promises. */
        BAD_FEATURES,
        /** A code that the codebook does not have. */
        CODE_OUT_OF_RANGE,
        /** Positions that do not ascend or lie outside the grid. */
        BAD_POSITIONS,
        /** An id that is not that of source and key. */
        WRONG_ID,
        /** An id that an earlier row has. */
        DUPLICATE_ID;

        /** Whether it is about a whole file; the others are about a row. */
        boolean isOfFile() {
            return compareTo(MIXED_FINGERPRINT) <= 0;
        }
    }
}
