package org.sparklavit.cluster;

import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.sparklavit.collective.Collective;

/**
 * Where a rank finds itself.
 *
 * @param collective the other ranks; closed by the runner
 * @param attempt 0 at first, one more after each restart
 * @param gpu index of the GPU that Spark gave this rank; empty means that it computes on the CPU
 * @param progress the driver's console
 * @param cancelled true once the driver has given up this attempt; long work without collectives looks at it
 */
public record RankContext(
        Collective collective, int attempt, OptionalInt gpu, ProgressSink progress, BooleanSupplier cancelled) {

    /** This rank, from 0 up to {@link #worldSize()}, exclusive. */
    public int rank() {
        return collective.rank();
    }

    /** Number of ranks. */
    public int worldSize() {
        return collective.worldSize();
    }

    /** Shows a line on the driver's console; lines of other ranks than 0 say whose they are. */
    public void report(String text) {
        progress.line(text);
    }

    /** Shows on the driver's console how far the work is; one rank does it for all. */
    public void report(Progress state) {
        progress.progress(state);
    }
}
