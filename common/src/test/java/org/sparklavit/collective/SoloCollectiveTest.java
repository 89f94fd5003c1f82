package org.sparklavit.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SoloCollectiveTest {

    private final SoloCollective solo = new SoloCollective();

    @Test
    void leavesEverythingAsItIs() {
        ByteBuffer buffer = Floats.of(1, 2, 3);
        solo.allReduce(buffer);
        solo.reduceScatter(buffer);
        solo.allGather(buffer);
        solo.broadcast(buffer, 0);
        solo.barrier();
        assertThat(Floats.toArray(buffer)).containsExactly(1, 2, 3);
        assertThat(solo.allGatherBytes(new byte[] {7})).isDeepEqualTo(new byte[][] {{7}});
    }

    @Test
    void hasNothingToDoOnAGpuEither() {
        assertThat(solo.onGpu()).containsSame(solo);
    }

    @Test
    void checksItsArgumentsAsTheOthersDo() {
        assertThatThrownBy(() -> solo.allReduce(ByteBuffer.allocate(8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("direct=false");
        assertThatThrownBy(() -> solo.broadcast(Floats.allocate(1), 3)).hasMessage("root is 3 but must be in [0, 1)");
    }
}
