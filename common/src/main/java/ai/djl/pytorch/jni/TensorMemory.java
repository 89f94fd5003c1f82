package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;

/**
 * Where a tensor lies, be it on a GPU. It lives in DJL's package because DJL's public way copies a GPU's tensor to the CPU
 * first, and the native method underneath is package-private.
 */
public final class TensorMemory {
    private TensorMemory() {}

    /** The memory of a contiguous tensor of at most 2 GiB; what lies on a GPU must not be read or written from Java. */
    public static ByteBuffer of(PtNDArray array) {
        return PyTorchLibrary.LIB.torchDirectByteBuffer(array.getHandle());
    }
}
