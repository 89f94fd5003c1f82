package org.sparklavit.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link Collective} promises, tried on each implementation. */
public abstract class CollectiveContract {

    /** Worlds of one to five with sizes that divide, do not divide, are smaller than the world, or are zero. */
    private static final String CASES =
            "1,0 1,1 1,7 2,0 2,1 2,2 2,7 2,64 3,0 3,1 3,2 3,1000 3,1001 4,3 4,4096 4,4099 5,0 5,4 5,5 5,70001";

    /** One collective per rank. */
    protected abstract List<? extends Collective> group(int world) throws Exception;

    static List<int[]> cases() {
        return Arrays.stream(CASES.split(" "))
                .map(s ->
                        Arrays.stream(s.split(",")).mapToInt(Integer::parseInt).toArray())
                .toList();
    }

    @Test
    void allReduceSumsInTheStatedOrderOnEveryRank() throws Exception {
        for (int[] worldAndSize : cases()) {
            int world = worldAndSize[0];
            int n = worldAndSize[1];
            List<float[]> results = Ranks.run(group(world), collective -> {
                ByteBuffer buffer = Floats.of(input(collective.rank(), n));
                collective.allReduce(buffer);
                return Floats.toArray(buffer);
            });
            for (float[] result : results) {
                assertThat(result).describedAs("world %d, n %d", world, n).isEqualTo(naiveSum(world, n));
            }
        }
    }

    @Test
    void reduceScatterSumsTheOwnSegmentAndAllGatherSpreadsIt() throws Exception {
        for (int[] worldAndSize : cases()) {
            int world = worldAndSize[0];
            int n = worldAndSize[1];
            List<float[]> results = Ranks.run(group(world), collective -> {
                int rank = collective.rank();
                ByteBuffer buffer = Floats.of(input(rank, n));
                collective.reduceScatter(buffer);
                float[] own = Arrays.copyOfRange(
                        Floats.toArray(buffer), Segments.start(n, rank, world), Segments.end(n, rank, world));
                assertThat(own)
                        .isEqualTo(Arrays.copyOfRange(
                                naiveSum(world, n), Segments.start(n, rank, world), Segments.end(n, rank, world)));
                ByteBuffer spread = Floats.allocate(n);
                spread.asFloatBuffer().put(Segments.start(n, rank, world), own);
                collective.allGather(spread);
                return Floats.toArray(spread);
            });
            for (float[] result : results) {
                assertThat(result).describedAs("world %d, n %d", world, n).isEqualTo(naiveSum(world, n));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0,5", "2,1,0", "2,0,1001", "3,2,70003", "5,3,17"})
    void broadcastCopiesTheBytesOfTheRoot(int world, int root, int size) throws Exception {
        byte[] sent = new byte[size];
        new Random(size).nextBytes(sent);
        List<byte[]> results = Ranks.run(group(world), collective -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(size);
            if (collective.rank() == root) {
                buffer.put(0, sent);
            }
            collective.broadcast(buffer, root);
            byte[] received = new byte[size];
            buffer.get(0, received);
            return received;
        });
        assertThat(results).hasSize(world).allSatisfy(received -> assertThat(received)
                .isEqualTo(sent));
    }

    @Test
    void messagesOfUnequalLengthReachAll() throws Exception {
        for (int world = 1; world <= 5; world++) {
            List<byte[][]> results = Ranks.run(
                    group(world),
                    collective ->
                            collective.allGatherBytes(message(collective.rank()).getBytes(StandardCharsets.UTF_8)));
            for (byte[][] result : results) {
                assertThat(result).hasNumberOfRows(world);
                for (int rank = 0; rank < world; rank++) {
                    assertThat(new String(result[rank], StandardCharsets.UTF_8)).isEqualTo(message(rank));
                }
            }
        }
    }

    @Test
    void onlyTheBytesBetweenPositionAndLimitAreTouchedAndBothStay() throws Exception {
        List<float[]> results = Ranks.run(group(2), collective -> {
            ByteBuffer buffer = Floats.of(1, 2, 3, 4, 5);
            buffer.position(4).limit(16);
            collective.allReduce(buffer);
            assertThat(buffer.position()).isEqualTo(4);
            assertThat(buffer.limit()).isEqualTo(16);
            return Floats.toArray(buffer.clear());
        });
        assertThat(results).allSatisfy(result -> assertThat(result).containsExactly(1, 4, 6, 8, 5));
    }

    @Test
    void operationsFollowEachOtherInAnyMixture() throws Exception {
        List<Float> sums = Ranks.run(group(3), collective -> {
            ByteBuffer buffer = Floats.of(collective.rank(), 1, 2, 3, 4);
            for (int i = 0; i < 50; i++) {
                collective.barrier();
                collective.allReduce(buffer);
                collective.broadcast(buffer, i % 3);
                buffer.asFloatBuffer().put(new float[] {collective.allGatherBytes(new byte[i]).length, 1, 2, 3, 4});
            }
            collective.allReduce(buffer);
            return buffer.getFloat(0);
        });
        assertThat(sums).containsOnly(9f);
    }

    @Test
    void aHeapBufferOrAForeignOrderIsRefused() throws Exception {
        ByteOrder foreign =
                ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        for (Collective collective : group(1)) {
            try (collective) {
                assertThatThrownBy(() -> collective.allReduce(ByteBuffer.allocate(8)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("must be direct, in native byte order");
                assertThatThrownBy(() -> collective.allReduce(Floats.allocate(2).order(foreign)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("order=" + foreign);
                assertThatThrownBy(() -> collective.broadcast(Floats.allocate(1), 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("root is 1 but must be in [0, 1)");
            }
        }
    }

    static String message(int rank) {
        return "x".repeat(rank * 3) + rank;
    }

    /** Values of very different size, so that another order of summation would show in the bits. */
    static float[] input(int rank, int n) {
        Random random = new Random(1000 + rank);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7) - 3));
        }
        return values;
    }

    static float[] naiveSum(int world, int n) {
        float[][] inputs = new float[world][];
        for (int rank = 0; rank < world; rank++) {
            inputs[rank] = input(rank, n);
        }
        float[] sum = new float[n];
        for (int segment = 0; segment < world; segment++) {
            for (int i = Segments.start(n, segment, world); i < Segments.end(n, segment, world); i++) {
                sum[i] = inputs[(segment + 1) % world][i];
                for (int k = 2; k <= world; k++) {
                    sum[i] += inputs[(segment + k) % world][i];
                }
            }
        }
        return sum;
    }
}
