package org.sparklavit.collective.nccl;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.sparklavit.collective.CollectiveException;

/** A stream of one GPU beside the one in which libtorch computes, so that communication and computation overlap. */
final class GpuStream implements AutoCloseable {
    private static final Pointer DEFAULT_STREAM = Pointer.NULL;

    private final Cuda cuda;
    private final int device;
    private final Pointer context;
    private final Pointer stream;
    private final Pointer computed;

    /** On the GPU {@code ordinal} of this machine, which libtorch uses too. */
    GpuStream(Cuda cuda, int ordinal) {
        this.cuda = cuda;
        check("cuInit", cuda.cuInit(0));
        IntByReference found = new IntByReference();
        check("cuDeviceGet(" + ordinal + ")", cuda.cuDeviceGet(found, ordinal));
        device = found.getValue();
        PointerByReference made = new PointerByReference();
        check("cuDevicePrimaryCtxRetain", cuda.cuDevicePrimaryCtxRetain(made, device));
        context = made.getValue();
        useOnThisThread();
        check("cuStreamCreate", cuda.cuStreamCreate(made, Cuda.NON_BLOCKING));
        stream = made.getValue();
        check("cuEventCreate", cuda.cuEventCreate(made, Cuda.NO_TIMING));
        computed = made.getValue();
    }

    /** CUDA's calls of this thread, and NCCL's, go to this GPU from now on. */
    void useOnThisThread() {
        check("cuCtxSetCurrent", cuda.cuCtxSetCurrent(context));
    }

    /** What is put into this stream from now on waits for all that libtorch has been asked to compute. */
    void waitForComputation() {
        check("cuEventRecord", cuda.cuEventRecord(computed, DEFAULT_STREAM));
        check("cuStreamWaitEvent", cuda.cuStreamWaitEvent(stream, computed, 0));
    }

    /** Whether everything in this stream has been done. */
    boolean isDone() {
        int code = cuda.cuStreamQuery(stream);
        if (code != Cuda.NOT_READY) {
            check("cuStreamQuery", code);
        }
        return code == Cuda.SUCCESS;
    }

    Pointer pointer() {
        return stream;
    }

    @Override
    public void close() {
        cuda.cuCtxSetCurrent(context);
        cuda.cuEventDestroy_v2(computed);
        cuda.cuStreamDestroy_v2(stream);
        cuda.cuDevicePrimaryCtxRelease_v2(device);
    }

    private static void check(String call, int code) {
        if (code != Cuda.SUCCESS) {
            throw new CollectiveException("CUDA's " + call + " failed with code " + code + " (see cuda.h)");
        }
    }
}
