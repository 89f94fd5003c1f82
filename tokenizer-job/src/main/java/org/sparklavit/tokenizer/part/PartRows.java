package org.sparklavit.tokenizer.part;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** Makes rows of samples and writes them to the file of a part. */
public interface PartRows extends Closeable {
    /** Writes one row for each of the {@code samples} of a batch, at least one, in their order, and counts it. */
    void write(DecodedBatches.Batch batch, PartTally tally) throws IOException;

    /** Finishes the file, with more keys in its footer, and gives it its name. */
    void commit(Map<String, String> moreFooter) throws IOException;
}
