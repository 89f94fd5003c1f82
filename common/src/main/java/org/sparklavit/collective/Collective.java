package org.sparklavit.collective;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the ranks of one job do together. Every rank calls the same operations in the same order, from one thread at
 * a time, with buffers of the same size; a rank that does not makes the others fail, not hang.
 *
 * <p>Buffers of floats are direct, in native byte order, and hold float32 values between position and limit
 * ({@link Floats}); so a tensor's own memory is summed in place. Positions and limits are left as they were. The n
 * floats are cut into one segment per rank, see {@link Segments}.
 *
 * <p>Results are deterministic: for one world size the same inputs give the same bits on every rank and in every
 * implementation. Segment s is summed in the order of ranks s+1, s+2, ..., s (modulo the world size).
 *
 * <p>Every operation has a deadline. All failures are {@link CollectiveException}s; after one, the collective is of no
 * further use and its owner closes it.
 */
public interface Collective extends Closeable {

    /** This rank, from 0 up to {@link #worldSize()}, exclusive. */
    int rank();

    /** Number of ranks, at least 1. */
    int worldSize();

    /** Replaces every element by its sum over all ranks. */
    void allReduce(ByteBuffer floats);

    /** Replaces this rank's own segment by its sum over all ranks; the other segments then hold partial sums. */
    void reduceScatter(ByteBuffer floats);

    /** Copies every rank's own segment to all ranks. */
    void allGather(ByteBuffer floats);

    /** Copies the bytes between position and limit from the rank {@code root} to all others. The buffer is direct. */
    void broadcast(ByteBuffer bytes, int root);

    /** Collects one small message of any length per rank; element r of the result came from rank r. */
    byte[][] allGatherBytes(byte[] message);

    /** Returns once every rank has called it. */
    void barrier();

    /**
     * The same ranks for buffers in the memory of their GPUs, of which Java knows addresses alone; empty where there is
     * no GPU or no library for that. It counts as the same collective: one operation at a time. Closed with this one.
     */
    default Optional<Collective> onGpu() {
        return Optional.empty();
    }

    /** Leaves the group; ranks that still wait for this one fail at once. Closing twice is harmless. */
    @Override
    void close();
}
