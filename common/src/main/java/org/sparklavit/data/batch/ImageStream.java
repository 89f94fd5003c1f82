package org.sparklavit.data.batch;

import java.io.Closeable;

/** The micro-batches of one rank, endless, in the order of its steps. */
public interface ImageStream extends Closeable {
    /** The next micro-batch; waits for it. */
    ImageBatch next();

    /** Opens streams. */
    @FunctionalInterface
    interface Source {
        /** A stream that begins with the first micro-batch of {@code firstStep} (from 1). */
        ImageStream open(long firstStep);
    }

    @Override
    void close();
}
