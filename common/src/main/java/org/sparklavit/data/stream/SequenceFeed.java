package org.sparklavit.data.stream;

import java.io.Closeable;
import java.util.function.Function;
import org.sparklavit.data.order.Lane;
import org.sparklavit.data.stream.SequenceBuilder.Built;

/** One source as one lane sees it: an endless, seekable row of samples, each turned into sequences. */
public interface SequenceFeed extends Closeable {
    /** How many samples have been taken. */
    long position();

    /** Continues as if {@code position} samples had been taken. */
    void seek(long position);

    /** The sequences of the next sample. */
    Built next();

    @Override
    void close();

    /** Samples of {@code lane}, each turned into sequences by {@code build}. */
    static <T> SequenceFeed of(Lane<T> lane, Function<T, Built> build) {
        return new SequenceFeed() {
            @Override
            public long position() {
                return lane.position();
            }

            @Override
            public void seek(long position) {
                lane.seek(position);
            }

            @Override
            public Built next() {
                return build.apply(lane.next());
            }

            @Override
            public void close() {
                lane.close();
            }
        };
    }
}
