package org.sparklavit.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** Where array managers come from: the PyTorch engine, on the device of this process's rank. */
public final class Tensors {
    private static volatile Device device = Device.cpu();

    private Tensors() {}

    /** Makes {@code ordinal} the GPU of every manager that this process opens from now on. */
    public static void useGpu(int ordinal) {
        device = Device.gpu(ordinal);
    }

    static Device device() {
        return device;
    }

    /** A new manager without parent; the caller closes it, and with it every array that is attached to it. */
    public static NDManager newManager() {
        return Engine.getEngine("PyTorch").newBaseManager(device);
    }
}
