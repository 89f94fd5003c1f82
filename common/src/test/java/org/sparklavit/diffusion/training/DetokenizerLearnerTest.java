package org.sparklavit.diffusion.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.Ranks;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.diffusion.Detokenizer;
import org.sparklavit.diffusion.DetokenizerFolder;
import org.sparklavit.diffusion.DrawingConfig;
import org.sparklavit.diffusion.NoiseSchedule;
import org.sparklavit.diffusion.SampleSpace;
import org.sparklavit.diffusion.SpaceConfig;
import org.sparklavit.diffusion.TinyDiffusion;
import org.sparklavit.diffusion.UNetSource;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Precision;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.train.LossSum;
import org.sparklavit.train.OptimizerConfig;
import org.sparklavit.train.StepMetrics;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.train.TrainingLoop;
import org.sparklavit.vision.RandomTokenizer;

class DetokenizerLearnerTest {
    private static final int BATCH = 16;
    /** Worst difference seen between one rank and two after 12 steps: 1.2e-6. */
    private static final double SAME = 1e-5;

    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    /** What a run ended with. */
    private record Outcome(Map<String, float[]> weights, List<String> log, List<String> said) {
        double figure(int line, String name) {
            return Double.parseDouble(log.get(line).replaceAll(".*\"" + name + "\":([0-9.E-]+).*", "$1"));
        }
    }

    @BeforeEach
    void writeTokenizer() throws IOException {
        RandomTokenizer.write(folder.resolve("tokenizer"));
    }

    @Test
    void theNoiseIsFoundBetterAndBetterAndTheAveragesFollow() throws Exception {
        Outcome run = train(1, BATCH, 120, pixels(), "learn");
        int last = run.log().size() - 1;
        assertThat(run.figure(last, "loss")).isLessThan(run.figure(0, "loss") * 0.8);
        assertThat(run.figure(last, "heldOutLoss")).isLessThan(run.figure(2, "heldOutLoss") * 0.9);
        assertThat(run.log().get(last)).contains("heldOutLossAt100", "heldOutLossAt900");
    }

    @Test
    void twoRanksEndWithTheWeightsOfOneInPixelsAndInLatents() throws Exception {
        for (DetokenizerRecipe recipe : List.of(pixels(), latents())) {
            String space = recipe.space().getClass().getSimpleName();
            Outcome one = train(1, BATCH, 12, recipe, "one-" + space);
            Outcome two = train(2, BATCH / 2, 12, recipe, "two-" + space);
            System.out.printf("two ranks, %s: worst difference %.1e%n", space, worst(one, two));
            assertThat(worst(one, two)).isLessThan(SAME);
        }
    }

    @Test
    void aRunContinuesFromItsCheckpointWithAveragesAndAll() throws Exception {
        Outcome whole = train(1, BATCH, 12, latents(), "whole");
        assertThat(whole.weights()).containsKeys("unet_proj.weight", "average:unet.conv_in.weight");
        for (int step : new int[] {8, 12}) {
            Files.delete(folder.resolve(String.format("whole/checkpoints/step-%08d/manifest.json", step)));
        }
        Outcome resumed = train(1, BATCH, 12, latents(), "whole");
        assertThat(resumed.said()).contains("resumed after step 4");
        assertThat(worst(whole, resumed)).isZero();
    }

    @Test
    void averagesMoveByTheirDecay() throws Exception {
        try (FrozenTokenizer tokenizer = tokenizer();
                Autograd still = Autograd.off();
                DetokenizerLearner learner = DetokenizerLearner.open(storage, pixels(), tokenizer, run(solo(), 4))) {
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
    void tokensAreHiddenFromTheShareOfSamplesThatWasAskedFor() throws Exception {
        int hidden = 0;
        int all = 0;
        try (SampleSpace space = TinyDiffusion.pixels().open(storage);
                ImageStream images = ToyPictures.source(solo(), BATCH, BATCH).open(1)) {
            NoisyBatch.Source source = new NoisyBatch.Source(space, NoiseSchedule.ofStableDiffusion(), 1);
            for (int step = 1; step <= 100; step++) {
                try (NDManager manager = Tensors.newManager()) {
                    ImageBatch batch = images.next();
                    NoisyBatch noisy = NoisyBatch.drawn(manager, batch, source, step, 0.1);
                    for (float kept : noisy.isKept()) {
                        hidden += kept == 0 ? 1 : 0;
                        all++;
                    }
                    assertThat(NoisyBatch.drawn(manager, batch, source, step, 0.1)
                                    .isKept())
                            .isEqualTo(noisy.isKept());
                }
            }
        }
        // Three standard deviations around a tenth.
        assertThat((double) hidden / all).isEqualTo(0.1, within(0.023));
    }

    @Test
    void whatIsWrittenDrawsTheTokensOfItsOwnTokenizerAlone() throws Exception {
        for (DetokenizerRecipe recipe : List.of(pixels(), latents())) {
            String name = "drawn-" + recipe.space().getClass().getSimpleName();
            train(1, BATCH, 4, recipe, name);
            String detokenizer = folder.resolve(name).toString();
            List<int[]> codes = List.of(new int[] {1, 2, 3}, new int[] {63});
            DrawingConfig settings = new DrawingConfig(5, 2, 7);
            try (Detokenizer opened = Detokenizer.open(
                    storage, detokenizer, folder.resolve("tokenizer").toString())) {
                List<RgbImage> both = opened.draw(codes, settings);
                assertThat(both)
                        .allSatisfy(picture -> assertThat(picture.width()).isEqualTo(TinyDiffusion.SIDE));
                RgbImage alone = opened.draw(codes.subList(1, 2), settings, 1).get(0);
                assertThat(differences(alone, both.get(1))).isZero();
                assertThatThrownBy(() -> opened.draw(List.of(new int[] {64}), settings))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("an image has the code 64 but codes go from 0 to 63");
                assertThatThrownBy(() -> opened.draw(List.of(new int[0]), settings))
                        .hasMessage("an image has 0 codes but must have 1 to 16");
                assertThatThrownBy(() -> opened.checkFingerprint("abc", "the token dump in out/tokens"))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageContainingAll(opened.tokenizerFingerprint(), "out/tokens is of abc");
            }
        }
    }

    @Test
    void guidancePushesAwayFromWhatIsDrawnWithoutTokens() throws Exception {
        train(1, BATCH, 20, pixels(), "guided");
        String detokenizer = folder.resolve("guided").toString();
        List<int[]> codes = List.of(new int[] {1, 2, 3});
        try (Detokenizer opened = Detokenizer.open(
                storage, detokenizer, folder.resolve("tokenizer").toString())) {
            RgbImage plain = opened.draw(codes, new DrawingConfig(5, 1, 7)).get(0);
            // Far more than anybody would ask for: after so few steps the tokens mean little.
            RgbImage guided = opened.draw(codes, new DrawingConfig(5, 30, 7)).get(0);
            RgbImage again = opened.draw(codes, new DrawingConfig(5, 30, 7)).get(0);
            assertThat(differences(guided, plain)).isPositive();
            assertThat(differences(guided, again)).isZero();
        }
    }

    /** Bytes that are more than one level apart: libtorch may round another way for another batch. */
    private static long differences(RgbImage a, RgbImage b) {
        return IntStream.range(0, a.pixels().length)
                .filter(i -> Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff)) > 1)
                .count();
    }

    @Test
    void aUNetThatWasTrainedBeforeGoesOn() throws Exception {
        train(1, BATCH, 4, pixels(), "first");
        DetokenizerRecipe again = new DetokenizerRecipe(
                TinyDiffusion.pixels(),
                new UNetSource.Diffusers(folder.resolve("first").toString()),
                0.1,
                0.9);
        try (FrozenTokenizer tokenizer = tokenizer();
                Autograd still = Autograd.off();
                DetokenizerLearner learner = DetokenizerLearner.open(storage, again, tokenizer, run(solo(), 4))) {
            learner.write(
                    new DetokenizerFolder(storage, folder.resolve("second").toString()));
        }
        for (String file : List.of(
                "unet/config.json", "unet/diffusion_pytorch_model.safetensors", "scheduler/scheduler_config.json")) {
            assertThat(folder.resolve("second").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("first").resolve(file));
        }
    }

    @Test
    void aUNetForOtherSamplesIsRefused() throws Exception {
        try (FrozenTokenizer tokenizer = tokenizer()) {
            DetokenizerRecipe channels = recipe(TinyDiffusion.pixels(), TinyDiffusion.unet(3));
            assertThatThrownBy(() -> DetokenizerLearner.open(storage, channels, tokenizer, run(solo(), 4)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("'sample-channels' of the U-Net is set to 3 but must be 12");
            DetokenizerRecipe side = recipe(new SpaceConfig.Pixels(15, 5), TinyDiffusion.unet(75));
            assertThatThrownBy(() -> DetokenizerLearner.open(storage, side, tokenizer, run(solo(), 4)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("samples of 3 x 3 but a side must be a multiple of 2");
        }
    }

    @Test
    void stepsAndEvaluationsLeaveNoArraysBehind() throws Exception {
        try (FrozenTokenizer tokenizer = tokenizer();
                Autograd still = Autograd.off();
                DetokenizerLearner learner = DetokenizerLearner.open(storage, latents(), tokenizer, run(solo(), 4))) {
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

    private DetokenizerRecipe pixels() {
        return recipe(TinyDiffusion.pixels(), TinyDiffusion.unet(12, 8));
    }

    private DetokenizerRecipe latents() throws IOException {
        return recipe(TinyDiffusion.latents(folder.resolve("vae")), TinyDiffusion.unet(4));
    }

    private static DetokenizerRecipe recipe(SpaceConfig space, UNetSource unet) {
        return new DetokenizerRecipe(space, unet, 0.1, 0.9);
    }

    private FrozenTokenizer tokenizer() throws IOException {
        return FrozenTokenizer.open(storage, folder.resolve("tokenizer").toString());
    }

    private static Collective solo() {
        return new SoloCollective();
    }

    private static DetokenizerLearner.Run run(Collective rank, int microBatch) {
        ImageStream.Source images = ToyPictures.source(rank, BATCH, microBatch);
        return new DetokenizerLearner.Run(rank, 1, microBatch, images, Optional.of(images), 32);
    }

    private static double worst(Outcome a, Outcome b) {
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

    private Outcome train(int world, int microBatch, long steps, DetokenizerRecipe recipe, String name)
            throws Exception {
        // The epsilon is above the rounding errors: what has no gradient would be blown up by Adam.
        OptimizerConfig optimizer = new OptimizerConfig(5e-3, 1, 5, 0.05, 0.9, 0.95, 1e-6, 1.0);
        TrainingConfig config =
                new TrainingConfig(steps, BATCH, microBatch, 1, 10, 20, 4, 99, 0, 4, Precision.AUTO, true, optimizer);
        List<String> said = new ArrayList<>();
        List<Map<String, float[]>> ranks = world == 1
                ? List.of(runRank(solo(), config, recipe, name, said))
                : Ranks.run(world, rank -> runRank(rank, config, recipe, name, said));
        return new Outcome(ranks.get(0), Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl")), said);
    }

    private Map<String, float[]> runRank(
            Collective rank, TrainingConfig config, DetokenizerRecipe recipe, String name, List<String> said)
            throws IOException {
        String output = folder.resolve(name).toString();
        try (FrozenTokenizer tokenizer = tokenizer();
                DetokenizerLearner learner =
                        DetokenizerLearner.open(storage, recipe, tokenizer, run(rank, config.microBatch()))) {
            TrainingLoop.run(learner, rank, config, storage, output, said::add);
            if (rank.rank() == 0) {
                learner.write(new DetokenizerFolder(storage, output));
            }
            Map<String, float[]> values = new HashMap<>();
            learner.parameters()
                    .parameters()
                    .forEach(p -> values.put(p.name(), p.value().toFloatArray()));
            learner.buffers().forEach((key, buffer) -> values.put(key, buffer.toFloatArray()));
            return values;
        }
    }
}
