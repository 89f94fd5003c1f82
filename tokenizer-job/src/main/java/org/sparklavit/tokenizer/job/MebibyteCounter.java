package org.sparklavit.tokenizer.job;

import org.sparklavit.cluster.ProgressCounter;

/**
 * Counts bytes as whole MiB. Every task begins at its own place in the input, so that the rounded counts of all tasks
 * add up to the rounded whole.
 */
final class MebibyteCounter {
    static final int SHIFT = 20;

    private final ProgressCounter counter;
    private long at;

    MebibyteCounter(ProgressCounter counter, long firstByte) {
        this.counter = counter;
        this.at = firstByte;
    }

    void add(long bytes) {
        long before = at >> SHIFT;
        at += bytes;
        long more = (at >> SHIFT) - before;
        if (more > 0) {
            counter.add(more);
        }
    }
}
