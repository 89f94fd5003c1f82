package org.sparklavit.collective.nccl;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.ForwardingCollective;

/** A ring whose ranks have a GPU each, and NCCL for what lies there. */
public final class GpuRanks extends ForwardingCollective {
    private final NcclCollective onGpu;

    private GpuRanks(Collective ring, NcclCollective onGpu) {
        super(ring);
        this.onGpu = onGpu;
    }

    /**
     * Adds NCCL to {@code ring} if all its ranks find it, and says so if one does not; all ranks call this together.
     *
     * @param gpu index of this rank's GPU
     * @param timeout after which an operation is given up
     * @param console for people
     */
    public static Collective join(Collective ring, int gpu, Duration timeout, Consumer<String> console) {
        Optional<Nccl> nccl = load(Nccl.NAME, Nccl.class);
        Optional<Cuda> cuda = load(Cuda.NAME, Cuda.class);
        String missing = (nccl.isEmpty() ? Nccl.NAME + " " : "") + (cuda.isEmpty() ? Cuda.NAME + " " : "");
        byte[][] all = ring.allGatherBytes(missing.getBytes(StandardCharsets.UTF_8));
        for (int rank = 0; rank < all.length; rank++) {
            if (all[rank].length > 0) {
                console.accept("no NCCL: rank " + rank + " does not find "
                        + new String(all[rank], StandardCharsets.UTF_8).strip()
                        + "; gradients go through the CPU's memory and the ring");
                return ring;
            }
        }
        GpuStream stream = new GpuStream(cuda.orElseThrow(), gpu);
        return new GpuRanks(ring, NcclCollective.join(nccl.orElseThrow(), stream, ring, timeout));
    }

    private static <T extends com.sun.jna.Library> Optional<T> load(String name, Class<T> functions) {
        try {
            return Optional.of(Native.load(name, functions));
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Collective> onGpu() {
        return Optional.of(onGpu);
    }

    @Override
    public void close() {
        onGpu.close();
        super.close();
    }
}
