package org.sparklavit.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingCollectiveTest extends CollectiveContract {

    @Override
    protected List<RingCollective> group(int world) throws Exception {
        // Pieces much smaller than the data, so that floats are cut by reads.
        return Rings.connect(world, new RingSettings(Duration.ofSeconds(20), Duration.ofSeconds(20), 1000));
    }

    @Test
    void aLargeBufferSumsToTheSameBitsAsInProcess() throws Exception {
        int n = 25_000_000 / Float.BYTES + 1;
        int world = 3;
        Ranks.Body<float[]> body = collective -> {
            ByteBuffer buffer = Floats.of(input(collective.rank(), n));
            collective.allReduce(buffer);
            return Floats.toArray(buffer);
        };
        List<float[]> overTcp = Ranks.run(Rings.connect(world, RingSettings.DEFAULT), body);
        float[] inProcess = Ranks.run(world, body).get(0);
        assertThat(overTcp).allSatisfy(result -> assertThat(result).isEqualTo(inProcess));
    }

    @Test
    void aWorldOfOneNeedsNoConnections() throws Exception {
        List<float[]> results = Ranks.run(Rings.connect(1, RingSettings.DEFAULT), collective -> {
            ByteBuffer buffer = Floats.of(4, 5);
            collective.allReduce(buffer);
            collective.barrier();
            assertThat(collective.allGatherBytes(new byte[] {3})).isDeepEqualTo(new byte[][] {{3}});
            return Floats.toArray(buffer);
        });
        assertThat(results.get(0)).containsExactly(4, 5);
    }
}
