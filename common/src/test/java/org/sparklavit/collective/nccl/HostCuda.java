package org.sparklavit.collective.nccl;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/** A driver whose streams do everything at once, or nothing at all. */
final class HostCuda implements Cuda {
    private final boolean isStuck;

    HostCuda(boolean isStuck) {
        this.isStuck = isStuck;
    }

    @Override
    public int cuInit(int flags) {
        return SUCCESS;
    }

    @Override
    public int cuDeviceGet(IntByReference device, int ordinal) {
        device.setValue(ordinal);
        return ordinal < 8 ? SUCCESS : 101;
    }

    @Override
    public int cuDevicePrimaryCtxRetain(PointerByReference context, int device) {
        return SUCCESS;
    }

    @Override
    public int cuDevicePrimaryCtxRelease_v2(int device) {
        return SUCCESS;
    }

    @Override
    public int cuCtxSetCurrent(Pointer context) {
        return SUCCESS;
    }

    @Override
    public int cuStreamCreate(PointerByReference stream, int flags) {
        return SUCCESS;
    }

    @Override
    public int cuStreamDestroy_v2(Pointer stream) {
        return SUCCESS;
    }

    @Override
    public int cuStreamQuery(Pointer stream) {
        return isStuck ? NOT_READY : SUCCESS;
    }

    @Override
    public int cuStreamWaitEvent(Pointer stream, Pointer event, int flags) {
        return SUCCESS;
    }

    @Override
    public int cuEventCreate(PointerByReference event, int flags) {
        return SUCCESS;
    }

    @Override
    public int cuEventDestroy_v2(Pointer event) {
        return SUCCESS;
    }

    @Override
    public int cuEventRecord(Pointer event, Pointer stream) {
        return SUCCESS;
    }
}
