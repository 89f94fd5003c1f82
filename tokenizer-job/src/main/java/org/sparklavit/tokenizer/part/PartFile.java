package org.sparklavit.tokenizer.part;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** The file of a part while it is written: makes a row of each sample. */
public interface PartFile extends Closeable {
    /** Computes one row for each of the {@code samples} of a batch, at least one. */
    ComputedRows compute(DecodedBatches.Batch batch);

    /** The rows of a batch, in the order of its samples. */
    @FunctionalInterface
    interface ComputedRows {
        /** Writes and counts them, while the next batch is computed. */
        void write(PartTally tally) throws IOException;
    }

    /** Finishes the file, with more keys in its footer, and gives it its name. */
    void commit(Map<String, String> moreFooter) throws IOException;
}
