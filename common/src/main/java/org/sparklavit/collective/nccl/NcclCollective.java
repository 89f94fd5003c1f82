package org.sparklavit.collective.nccl;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.sparklavit.collective.Checks;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.CollectiveException;
import org.sparklavit.collective.ForwardingCollective;
import org.sparklavit.collective.Segments;

/**
 * NCCL's collectives for buffers in the memory of GPUs, one per rank; messages and barriers go over the ring beneath. A
 * buffer is no more than an address and a size here: what it holds is never touched from Java.
 *
 * <p>Sums are the same on every rank and in every run on the same machines, but not, bit by bit, those of the ring: NCCL
 * chooses its own order. An operation returns when it is done on this rank's GPU; its deadline counts from its start.
 */
final class NcclCollective extends ForwardingCollective {
    private static final long POLL_NANOS = 20_000;

    private final Nccl nccl;
    private final GpuStream stream;
    private final Duration timeout;
    private final Pointer group;
    private boolean isAborted;

    /** Joins the group of {@code id}, which all ranks do at the same time. */
    private NcclCollective(Nccl nccl, GpuStream stream, Collective ring, Nccl.UniqueId.ByValue id, Duration timeout) {
        super(ring);
        this.nccl = nccl;
        this.stream = stream;
        this.timeout = timeout;
        PointerByReference made = new PointerByReference();
        check("ncclCommInitRank", nccl.ncclCommInitRank(made, worldSize(), id, rank()));
        group = made.getValue();
    }

    /** All ranks of {@code ring} call this together. */
    static NcclCollective join(Nccl nccl, GpuStream stream, Collective ring, Duration timeout) {
        stream.useOnThisThread();
        Nccl.UniqueId drawn = new Nccl.UniqueId();
        if (ring.rank() == 0) {
            check(nccl, "ncclGetUniqueId", nccl.ncclGetUniqueId(drawn));
        }
        Nccl.UniqueId.ByValue id = new Nccl.UniqueId.ByValue();
        id.bytes = ring.allGatherBytes(drawn.bytes)[0];
        return new NcclCollective(nccl, stream, ring, id, timeout);
    }

    @Override
    public void allReduce(ByteBuffer floats) {
        Pointer all = pointerToFloats(floats);
        run(
                "all-reduce",
                () -> nccl.ncclAllReduce(all, all, countOf(floats), Nccl.FLOAT32, Nccl.SUM, group, stream.pointer()));
    }

    @Override
    public void reduceScatter(ByteBuffer floats) {
        Pointer all = pointerToFloats(floats);
        int count = countOf(floats);
        if (count % worldSize() == 0) {
            long each = count / worldSize();
            Pointer own = all.share(rank() * each * Float.BYTES);
            run(
                    "reduce-scatter",
                    () -> nccl.ncclReduceScatter(all, own, each, Nccl.FLOAT32, Nccl.SUM, group, stream.pointer()));
        } else {
            forEachSegment(
                    "reduce-scatter",
                    all,
                    count,
                    (segment, size, root) -> nccl.ncclReduce(
                            segment, segment, size, Nccl.FLOAT32, Nccl.SUM, root, group, stream.pointer()));
        }
    }

    @Override
    public void allGather(ByteBuffer floats) {
        Pointer all = pointerToFloats(floats);
        int count = countOf(floats);
        if (count % worldSize() == 0) {
            long each = count / worldSize();
            Pointer own = all.share(rank() * each * Float.BYTES);
            run("all-gather", () -> nccl.ncclAllGather(own, all, each, Nccl.FLOAT32, group, stream.pointer()));
        } else {
            forEachSegment(
                    "all-gather",
                    all,
                    count,
                    (segment, size, root) ->
                            nccl.ncclBroadcast(segment, segment, size, Nccl.FLOAT32, root, group, stream.pointer()));
        }
    }

    @Override
    public void broadcast(ByteBuffer bytes, int root) {
        Checks.broadcast(bytes, root, worldSize());
        Pointer all = pointerTo(bytes);
        run(
                "broadcast",
                () -> nccl.ncclBroadcast(all, all, bytes.remaining(), Nccl.INT8, root, group, stream.pointer()));
    }

    /** Leaves the group; the ring beneath stays open. */
    @Override
    public void close() {
        if (!isAborted) {
            isAborted = true;
            nccl.ncclCommDestroy(group);
        }
        stream.close();
    }

    /** What is asked of NCCL for one rank's segment. */
    private interface SegmentCall {
        int of(Pointer segment, long size, int root);
    }

    /** NCCL's own forms want segments of one size; what they do is one call for each segment, all at once. */
    private void forEachSegment(String name, Pointer all, int count, SegmentCall call) {
        run(name, () -> {
            check("ncclGroupStart", nccl.ncclGroupStart());
            for (int root = 0; root < worldSize(); root++) {
                Pointer segment = all.share((long) Segments.start(count, root, worldSize()) * Float.BYTES);
                check(name, call.of(segment, Segments.length(count, root, worldSize()), root));
            }
            return nccl.ncclGroupEnd();
        });
    }

    private void run(String name, IntSupplier operation) {
        if (isAborted) {
            throw new CollectiveException("rank " + rank() + " has left its NCCL group");
        }
        stream.useOnThisThread();
        stream.waitForComputation();
        check(name, operation.getAsInt());
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!stream.isDone()) {
            IntByReference code = new IntByReference();
            check("ncclCommGetAsyncError", nccl.ncclCommGetAsyncError(group, code));
            check(name, code.getValue());
            if (System.nanoTime() > deadline) {
                throw aborted(name + " with NCCL was not done after " + timeout.toSeconds() + " s on rank " + rank());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void check(String call, int code) {
        if (code != Nccl.SUCCESS && group != null) {
            throw aborted(messageOf(nccl, call, code) + " on rank " + rank());
        }
        check(nccl, call, code);
    }

    /** The operation that failed is still in the stream; without an abort nothing there would ever end. */
    private CollectiveException aborted(String message) {
        if (!isAborted) {
            isAborted = true;
            nccl.ncclCommAbort(group);
        }
        return new CollectiveException(message);
    }

    private static void check(Nccl nccl, String call, int code) {
        if (code != Nccl.SUCCESS) {
            throw new CollectiveException(messageOf(nccl, call, code));
        }
    }

    private static String messageOf(Nccl nccl, String call, int code) {
        return call + " failed in NCCL: " + nccl.ncclGetErrorString(code)
                + ". NCCL_DEBUG=INFO on the executors shows more; spark.sparklavit.nccl=false does without NCCL";
    }

    private static int countOf(ByteBuffer floats) {
        return floats.remaining() / Float.BYTES;
    }

    private static Pointer pointerToFloats(ByteBuffer floats) {
        Checks.floats(floats);
        return pointerTo(floats);
    }

    private static Pointer pointerTo(ByteBuffer buffer) {
        return Native.getDirectBufferPointer(buffer).share(buffer.position());
    }
}
