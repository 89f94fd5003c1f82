package org.sparklavit.diffusion.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.diffusion.SpaceConfig;
import org.sparklavit.diffusion.TinyDiffusion;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.train.LossSum;
import org.sparklavit.train.StepMetrics;

class DetokenizerLearnerTest {
    /** Worst difference seen between one rank and two after 12 steps: 1.2e-6. */
    private static final double SAME = 1e-5;

    @TempDir
    Path folder;

    private DetokenizerRuns runs;

    @BeforeEach
    void writeTokenizer() throws IOException {
        runs = new DetokenizerRuns(folder);
    }

    @Test
    void theNoiseIsFoundBetterAndBetterAndTheAveragesFollow() throws Exception {
        DetokenizerRuns.Outcome run = runs.train(1, DetokenizerRuns.BATCH, 120, runs.pixels(), "learn");
        int last = run.log().size() - 1;
        assertThat(run.figure(last, "loss")).isLessThan(run.figure(0, "loss") * 0.8);
        assertThat(run.figure(last, "heldOutLoss")).isLessThan(run.figure(2, "heldOutLoss") * 0.9);
        assertThat(run.log().get(last)).contains("heldOutLossAt100", "heldOutLossAt900");
    }

    @Test
    void twoRanksEndWithTheWeightsOfOneInPixelsAndInLatents() throws Exception {
        for (DetokenizerRecipe recipe : List.of(runs.pixels(), runs.latents())) {
            String space = recipe.space().getClass().getSimpleName();
            DetokenizerRuns.Outcome one = runs.train(1, DetokenizerRuns.BATCH, 12, recipe, "one-" + space);
            DetokenizerRuns.Outcome two = runs.train(2, DetokenizerRuns.BATCH / 2, 12, recipe, "two-" + space);
            System.out.printf("two ranks, %s: worst difference %.1e%n", space, worst(one, two));
            assertThat(worst(one, two)).isLessThan(SAME);
        }
    }

    @Test
    void aRunContinuesFromItsCheckpointWithAveragesAndAll() throws Exception {
        DetokenizerRuns.Outcome whole = runs.train(1, DetokenizerRuns.BATCH, 12, runs.latents(), "whole");
        assertThat(whole.weights()).containsKeys("unet_proj.weight", "average:unet.conv_in.weight");
        for (int step : new int[] {8, 12}) {
            Files.delete(folder.resolve(String.format("whole/checkpoints/step-%08d/manifest.json", step)));
        }
        DetokenizerRuns.Outcome resumed = runs.train(1, DetokenizerRuns.BATCH, 12, runs.latents(), "whole");
        assertThat(resumed.said()).contains("resumed after step 4");
        assertThat(worst(whole, resumed)).isZero();
    }

    @Test
    void averagesMoveByTheirDecay() throws Exception {
        try (FrozenTokenizer tokenizer = runs.tokenizer();
                Autograd still = Autograd.off();
                DetokenizerLearner learner = runs.open(runs.pixels(), tokenizer)) {
            Parameter bias = learner.parameters().parameters().stream()
                    .filter(p -> p.name().equals("unet_proj.bias"))
                    .findFirst()
                    .orElseThrow();
            bias.value().addi(1f);
            StepMetrics metrics = new StepMetrics();
            try (NDManager manager = Tensors.newManager()) {
                learner.afterUpdate(manager, 1, metrics);
                NDArray average = learner.buffers().get("average:unet_proj.bias");
                assertThat(average.getFloat(0))
                        .as("the decay of step 1 is 2 / 11")
                        .isEqualTo(9f / 11, within(1e-6f));
                learner.afterUpdate(manager, 1_000_000, metrics);
                assertThat(average.getFloat(0)).isEqualTo(1 - 0.9f * 2 / 11, within(1e-6f));
            }
        }
    }

    @Test
    void aUNetForOtherSamplesIsRefused() throws Exception {
        try (FrozenTokenizer tokenizer = runs.tokenizer()) {
            DetokenizerRecipe channels = DetokenizerRuns.recipe(TinyDiffusion.pixels(), TinyDiffusion.unet(3));
            assertThatThrownBy(() -> runs.open(channels, tokenizer))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("'sample-channels' of the U-Net is set to 3 but must be 12");
            DetokenizerRecipe side = DetokenizerRuns.recipe(new SpaceConfig.Pixels(15, 5), TinyDiffusion.unet(75));
            assertThatThrownBy(() -> runs.open(side, tokenizer))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("samples of 3 x 3 but a side must be a multiple of 2");
        }
    }

    @Test
    void stepsAndEvaluationsLeaveNoArraysBehind() throws Exception {
        try (FrozenTokenizer tokenizer = runs.tokenizer();
                Autograd still = Autograd.off();
                DetokenizerLearner learner = runs.open(runs.latents(), tokenizer)) {
            List<NDManager> owners = List.of(
                    learner.parameters().parameters().get(0).value().getManager(),
                    learner.buffers().get("average:unet_proj.bias").getManager());
            step(learner, 1);
            List<Integer> before = sizes(owners);
            for (int i = 2; i < 5; i++) {
                step(learner, i);
            }
            assertThat(sizes(owners)).isEqualTo(before);
        }
    }

    private static List<Integer> sizes(List<NDManager> owners) {
        return owners.stream().map(owner -> owner.getManagedArrays().size()).toList();
    }

    private static void step(DetokenizerLearner learner, long step) {
        StepMetrics metrics = new StepMetrics();
        try (NDManager manager = Tensors.newManager()) {
            try (Autograd recording = Autograd.on()) {
                LossSum loss = learner.loss(manager, step, 0, metrics);
                loss.graph().differentiate(loss.sum(), learner.parameters(), stage -> {});
            }
            learner.afterUpdate(manager, step, metrics);
            learner.evaluate(manager, step, metrics);
        }
    }

    private static double worst(DetokenizerRuns.Outcome a, DetokenizerRuns.Outcome b) {
        double worst = 0;
        assertThat(a.weights()).hasSameSizeAs(b.weights());
        for (Map.Entry<String, float[]> each : a.weights().entrySet()) {
            float[] other = b.weights().get(each.getKey());
            for (int i = 0; i < other.length; i++) {
                worst = Math.max(worst, Math.abs(each.getValue()[i] - other[i]));
            }
        }
        return worst;
    }
}
