package org.sparklavit.vision.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Init;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.train.StepMetrics;

class CodebookEmaTest {
    private static final Offset<Float> CLOSE = within(1e-6f);
    private static final float[] START = {1, 0, 0, 1, -1, 0};
    /** Two features near the first code, one near the second, none near the third. */
    private static final float[] ROWS = {1, 0, 0.8f, 0.6f, 0, 1};

    private static final long[] IDS = {0, 0, 1};
    private static final long[] KEYS = {11, 12, 13};

    @Test
    void averagesAndCodesFollowTheirDefinition() {
        StepMetrics metrics = new StepMetrics();
        CodebookState.Values after = steps(new SoloCollective(), 1, 100, metrics);
        // Each code starts with one feature a step: 3 of 3.
        assertThat(after.counts()).containsExactly(new float[] {0.9f + 0.2f, 0.9f + 0.1f, 0.9f}, CLOSE);
        assertThat(after.sums()).containsExactly(new float[] {0.9f + 0.18f, 0.06f, 0, 0.9f + 0.1f, -0.9f, 0}, CLOSE);
        double length = Math.hypot(1.08, 0.06);
        assertThat(after.codes())
                .containsExactly(new float[] {(float) (1.08 / length), (float) (0.06 / length), 0, 1, -1, 0}, CLOSE);
        assertThat(after.age()).containsExactly(0, 0, 1);
        assertThat(metrics.get("codeUsage")).isEqualTo(1);
    }

    @Test
    void aDeadCodeStartsAgainAtAFeatureWithAveragesToMatch() {
        StepMetrics metrics = new StepMetrics();
        CodebookState.Values after = steps(new SoloCollective(), 3, 3, metrics);
        assertThat(after.codes()[4])
                .as("drawn by its distance: the only one off its code")
                .isEqualTo(0.8f);
        assertThat(after.codes()[5]).isEqualTo(0.6f);
        float mean = (after.counts()[0] + after.counts()[1] + 0.9f * 0.9f * 0.9f) / 3;
        assertThat(after.counts()[2]).isCloseTo(mean, CLOSE);
        assertThat(after.sums()[4]).isCloseTo(mean * 0.8f, CLOSE);
        assertThat(after.age()).containsExactly(0, 0, 0);
        assertThat(metrics.get("deadCodes")).isEqualTo(1.0 / 3);
        assertThat(metrics.get("revivals")).isEqualTo(1);
    }

    @Test
    void ranksEndWithTheCodebookOfOneRankThatSawEverything() throws Exception {
        CodebookState.Values alone = steps(new SoloCollective(), 4, 3, new StepMetrics());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<CodebookState.Values>> ranks = new ArrayList<>();
            for (Collective rank : LocalCollective.group(2)) {
                ranks.add(threads.submit(() -> steps(rank, 4, 3, new StepMetrics())));
            }
            for (Future<CodebookState.Values> rank : ranks) {
                assertThat(rank.get().codes()).containsExactly(alone.codes(), CLOSE);
                assertThat(rank.get().counts()).containsExactly(alone.counts(), CLOSE);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aStepWithANumberThatIsNotFiniteChangesNothing() {
        try (Codebook codebook = new Codebook(new SoloCollective(), 100);
                NDManager manager = Tensors.newManager()) {
            NDArray broken = manager.create(new float[] {Float.NaN, 0}, new Shape(1, 2));
            codebook.averages.add(1, broken, manager.create(new long[] {0}), broken, new long[] {1});
            codebook.averages.update(new StepMetrics());
            assertThat(codebook.state.read().codes()).containsExactly(START);
        }
    }

    @Test
    void perplexityCountsEquallyUsedCodes() {
        assertThat(CodebookEma.perplexity(new float[] {2, 2, 2, 0})).isCloseTo(3, within(1e-6));
        assertThat(CodebookEma.perplexity(new float[] {5, 0, 0, 0})).isCloseTo(1, within(1e-6));
    }

    /** The same three features in each step, dealt out to the ranks. */
    private static CodebookState.Values steps(Collective rank, int steps, int window, StepMetrics metrics) {
        try (Codebook codebook = new Codebook(rank, window)) {
            for (int step = 1; step <= steps; step++) {
                try (NDManager manager = Tensors.newManager()) {
                    for (int row = rank.rank(); row < IDS.length; row += rank.worldSize()) {
                        NDArray feature =
                                manager.create(new float[] {ROWS[2 * row], ROWS[2 * row + 1]}, new Shape(1, 2));
                        int id = (int) IDS[row];
                        NDArray code = manager.create(new float[] {START[2 * id], START[2 * id + 1]}, new Shape(1, 2));
                        NDArray ids = manager.create(new long[] {id});
                        codebook.averages.add(step, feature, ids, code, new long[] {KEYS[row]});
                    }
                    codebook.averages.update(metrics);
                }
            }
            return codebook.state.read();
        }
    }

    private static final class Codebook implements AutoCloseable {
        private final FrozenParameters parameters;
        private final CodebookState state;
        private final CodebookEma averages;

        Codebook(Collective collective, int window) {
            Parameters scope = Parameters.create();
            Parameter codes = scope.undecayed("quantize.embedding.weight", Init.constant(0), 3, 2);
            parameters = FrozenParameters.initialize(scope.all(), 1);
            state = new CodebookState(codes);
            state.start(new CosineKMeans.Clusters(START.clone(), new float[] {1, 1, 1}), 3);
            CodebookConfig config = new CodebookConfig(
                    CodebookConfig.Start.K_MEANS, 1, 1, CodebookConfig.Update.EMA, 0.9, window, true);
            averages = new CodebookEma(config, state, collective, 1);
        }

        @Override
        public void close() {
            state.close();
            parameters.close();
        }
    }
}
