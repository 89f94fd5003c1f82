package org.sparklavit.tensor;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;

/** In what numbers matrix products and attention are computed; everything between them stays float32. */
public enum Precision {
    /** {@link #BFLOAT16} on a GPU that computes it, {@link #FLOAT32} elsewhere. */
    AUTO,
    /** 24 bits of mantissa. */
    FLOAT32,
    /** The range of float32 with 8 bits of mantissa. */
    BFLOAT16;

    /** Ampere, the first generation that multiplies bfloat16 matrices. */
    private static final int FIRST_CAPABILITY = 80;

    boolean isBfloat16On(Device device) {
        boolean gpuHasIt = device.isGpu() && capability(device) >= FIRST_CAPABILITY;
        return this == BFLOAT16 || (this == AUTO && gpuHasIt);
    }

    private static int capability(Device device) {
        return Integer.parseInt(CudaUtils.getComputeCapability(device.getDeviceId()));
    }
}
