package org.sparklavit.collective.nccl;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * What is called in CUDA's driver (its header cuda.h), which every machine with an NVIDIA GPU has, whatever its toolkit.
 * Every function returns a code, zero for success.
 */
interface Cuda extends Library {
    String NAME = "libcuda.so.1";

    int SUCCESS = 0;
    int NOT_READY = 600;
    /** A stream that does not wait for the default one, in which libtorch computes. */
    int NON_BLOCKING = 1;
    /** An event that is only waited for. */
    int NO_TIMING = 2;

    int cuInit(int flags);

    int cuDeviceGet(IntByReference device, int ordinal);

    int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

    int cuDevicePrimaryCtxRelease_v2(int device);

    int cuCtxSetCurrent(Pointer context);

    int cuStreamCreate(PointerByReference stream, int flags);

    int cuStreamDestroy_v2(Pointer stream);

    int cuStreamQuery(Pointer stream);

    int cuStreamWaitEvent(Pointer stream, Pointer event, int flags);

    int cuEventCreate(PointerByReference event, int flags);

    int cuEventDestroy_v2(Pointer event);

    int cuEventRecord(Pointer event, Pointer stream);
}
