package org.sparklavit.tensor;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import java.util.OptionalInt;
import org.sparklavit.config.ConfigException;

/**
 * Where array managers come from: the PyTorch engine, on the device of the rank that asks. The device belongs to a
 * rank's thread and to the threads that it starts, because an executor may run several ranks at once.
 */
public final class Tensors {
    private static final InheritableThreadLocal<Device> DEVICE = new InheritableThreadLocal<>() {
        @Override
        protected Device initialValue() {
            return Device.cpu();
        }
    };

    private Tensors() {}

    /**
     * Makes this the device of all managers that this thread and those it starts open from now on; empty is the CPU.
     *
     * @throws ConfigException if libtorch finds no GPU
     */
    public static void useGpu(OptionalInt ordinal) {
        if (ordinal.isPresent() && !engine().hasCapability(StandardCapabilities.CUDA)) {
            throw new ConfigException("GPU " + ordinal.getAsInt()
                    + " was asked for, but this process has a libtorch without CUDA, or no driver: set PYTORCH_LIBRARY_PATH,"
                    + " PYTORCH_VERSION and PYTORCH_FLAVOR (docs/operations.md, GPUs)");
        }
        DEVICE.set(ordinal.isPresent() ? Device.gpu(ordinal.getAsInt()) : Device.cpu());
    }

    static Device device() {
        return DEVICE.get();
    }

    /** A new manager without parent; the caller closes it, and with it every array that is attached to it. */
    public static NDManager newManager() {
        return engine().newBaseManager(device());
    }

    /** The same on the CPU, whatever the device of this thread: for what leaves this process. */
    public static NDManager newHostManager() {
        return engine().newBaseManager(Device.cpu());
    }

    private static Engine engine() {
        return Engine.getEngine("PyTorch");
    }
}
