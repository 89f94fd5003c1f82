package org.sparklavit.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.ForwardingCollective;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;

class ShardedAdamWTest {
    private static final OptimizerConfig CONFIG = new OptimizerConfig(0.01, 1, 0, 0.05, 0.9, 0.95, 1e-8, 1);
    private static final int[] SIZES = {1000, 37, 640, 5};

    @Test
    void aBucketIsReducedBeforeThePassBackHasLeftAllStages() throws InterruptedException {
        SynchronousQueue<Integer> reduced = new SynchronousQueue<>();
        Collective watched = new Watched(new SoloCollective(), reduced);
        try (FlatParameters parameters = parameters();
                ShardedAdamW optimizer = new ShardedAdamW(parameters, watched, CONFIG, true)) {
            for (int stage = SIZES.length - 1; stage >= 0; stage--) {
                optimizer.gradientsAreFinal(stage);
                // The next stage is left only when this one's gradients have been on their way.
                assertThat(reduced.poll(1, TimeUnit.MINUTES)).isEqualTo(SIZES[stage]);
            }
            optimizer.update(1, 0.01);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void momentsTakeOneWorldthOfTheParameters(int world) {
        long all = IntStream.of(SIZES).sum();
        long allRanks = 0;
        for (Collective rank : LocalCollective.group(world)) {
            try (FlatParameters parameters = parameters();
                    ShardedAdamW optimizer = new ShardedAdamW(parameters, rank, CONFIG, true)) {
                long bytes = optimizer.momentBytes();
                // A bucket that does not divide evenly gives some ranks one element more than others.
                assertThat(bytes)
                        .isBetween(
                                8 * atEachRank(size -> size / world),
                                8 * atEachRank(size -> (size + world - 1) / world));
                allRanks += bytes;
            }
        }
        assertThat(allRanks).isEqualTo(8 * all);
    }

    private static long atEachRank(IntUnaryOperator share) {
        return IntStream.of(SIZES).map(share).sum();
    }

    private static FlatParameters parameters() {
        Parameters scope = Parameters.create();
        List<List<Parameter>> stages = IntStream.range(0, SIZES.length)
                .mapToObj(stage -> List.of(scope.weight("stage" + stage, Init.constant(1), SIZES[stage])))
                .toList();
        FlatParameters parameters = FlatParameters.inStages(stages, 1);
        parameters.buckets().forEach(bucket -> FlatUpdates.fill(bucket.gradients(), 0.5));
        return parameters;
    }

    /** Hands the size of each reduced buffer over before it goes on; after as many as there are buckets it is silent. */
    private static final class Watched extends ForwardingCollective {
        private final SynchronousQueue<Integer> reduced;

        Watched(Collective inner, SynchronousQueue<Integer> reduced) {
            super(inner);
            this.reduced = reduced;
        }

        @Override
        public void reduceScatter(ByteBuffer floats) {
            try {
                reduced.put(floats.remaining() / Float.BYTES);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            super.reduceScatter(floats);
        }
    }
}
