package org.sparklavit.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.sparklavit.collective.Collective;
import org.sparklavit.tensor.HostMemory;

/**
 * {@link Collective} on arrays wherever they lie: on the CPU in their own memory, on a GPU there where a library for that
 * was found, else through a copy in the CPU's memory.
 */
final class ArrayCollective {
    private final Collective collective;

    ArrayCollective(Collective collective) {
        this.collective = collective;
    }

    void reduceScatter(NDArray floats) {
        on(floats, Collective::reduceScatter);
    }

    void allGather(NDArray floats) {
        on(floats, Collective::allGather);
    }

    void broadcast(NDArray array, int root) {
        on(array, (ranks, bytes) -> ranks.broadcast(bytes, root));
    }

    private void on(NDArray array, BiConsumer<Collective, ByteBuffer> operation) {
        Optional<Collective> onGpu = array.getDevice().equals(Device.cpu()) ? Optional.empty() : collective.onGpu();
        if (onGpu.isPresent()) {
            operation.accept(onGpu.get(), HostMemory.inPlace(array));
        } else {
            HostMemory.change(array, bytes -> operation.accept(collective, bytes));
        }
    }
}
