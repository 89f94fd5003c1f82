package org.sparklavit.collective.nccl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.CollectiveContract;
import org.sparklavit.collective.CollectiveException;
import org.sparklavit.collective.Floats;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.collective.SoloCollective;

/** Segments, addresses and failures; the libraries themselves want GPUs. */
class NcclCollectiveTest extends CollectiveContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Override
    protected List<? extends Collective> group(int world) {
        List<CompletableFuture<NcclCollective>> joining = LocalCollective.group(world).stream()
                .map(ranks -> CompletableFuture.supplyAsync(
                        () -> join(new HostNccl(ranks), new HostCuda(false), ranks, TIMEOUT),
                        task -> new Thread(task).start()))
                .toList();
        return joining.stream().map(CompletableFuture::join).toList();
    }

    private static NcclCollective join(HostNccl nccl, HostCuda cuda, Collective ranks, Duration timeout) {
        return NcclCollective.join(nccl, new GpuStream(cuda, 0), ranks, timeout);
    }

    @Test
    void usesNcclsOwnFormsWhereSegmentsAreEqual() {
        HostNccl nccl = new HostNccl(new SoloCollective());
        try (NcclCollective collective = join(nccl, new HostCuda(false), new SoloCollective(), TIMEOUT)) {
            collective.reduceScatter(Floats.allocate(6));
            collective.allGather(Floats.allocate(6));
        }
        assertThat(nccl.calls).containsExactly("reduce-scatter", "all-gather", "destroy");
    }

    @Test
    void anOperationThatIsNeverDoneIsGivenUp() {
        HostNccl nccl = new HostNccl(new SoloCollective());
        try (NcclCollective collective = join(nccl, new HostCuda(true), new SoloCollective(), Duration.ofMillis(20))) {
            assertThatThrownBy(() -> collective.allReduce(Floats.allocate(1)))
                    .isInstanceOf(CollectiveException.class)
                    .hasMessage("all-reduce with NCCL was not done after 0 s on rank 0");
            assertThatThrownBy(() -> collective.allReduce(Floats.allocate(1)))
                    .hasMessage("rank 0 has left its NCCL group");
        }
        assertThat(nccl.calls).containsExactly("all-reduce", "abort");
    }

    @Test
    void anErrorThatComesLaterEndsTheWait() {
        HostNccl nccl = new HostNccl(new SoloCollective());
        nccl.asynchronousError = 6;
        try (NcclCollective collective = join(nccl, new HostCuda(true), new SoloCollective(), TIMEOUT)) {
            assertThatThrownBy(() -> collective.allReduce(Floats.allocate(1)))
                    .isInstanceOf(CollectiveException.class)
                    .hasMessageStartingWith("all-reduce failed in NCCL: code 6. NCCL_DEBUG=INFO")
                    .hasMessageEndingWith("on rank 0");
        }
        assertThat(nccl.calls).containsExactly("all-reduce", "abort");
    }

    @Test
    void aGpuThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new GpuStream(new HostCuda(false), 9))
                .isInstanceOf(CollectiveException.class)
                .hasMessage("CUDA's cuDeviceGet(9) failed with code 101 (see cuda.h)");
    }

    @Test
    void withoutTheLibrariesTheRingIsUsedAndPeopleAreTold() {
        StringBuilder console = new StringBuilder();
        try (SoloCollective ring = new SoloCollective()) {
            assertThat(GpuRanks.join(ring, 0, TIMEOUT, console::append)).isSameAs(ring);
        }
        assertThat(console.toString()).startsWith("no NCCL: rank 0 does not find lib");
    }
}
