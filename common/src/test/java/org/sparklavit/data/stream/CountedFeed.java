package org.sparklavit.data.stream;

import java.util.function.LongFunction;
import org.sparklavit.data.stream.SequenceBuilder.Built;

/** Samples that are a function of their number, without end. */
public final class CountedFeed implements SequenceFeed {
    private final LongFunction<Built> build;
    private long position;

    /** The samples that {@code build} makes of 0, 1, and so on. */
    public CountedFeed(LongFunction<Built> build) {
        this.build = build;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void seek(long newPosition) {
        position = newPosition;
    }

    @Override
    public Built next() {
        return build.apply(position++);
    }

    @Override
    public void close() {}
}
