package org.sparklavit.vision.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.Precision;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.train.LossSum;
import org.sparklavit.train.OptimizerConfig;
import org.sparklavit.train.StepMetrics;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.train.TrainingLoop;
import org.sparklavit.vision.MaskGradient;
import org.sparklavit.vision.TokenizerConfig;
import org.sparklavit.vision.VisionTransformer;
import org.sparklavit.vision.VisionTransformerConfig;

class TokenizerLearnerTest {
    private static final VisionTransformerConfig ENCODER =
            new VisionTransformerConfig(ToyImages.SIDE, ToyImages.PATCH, 32, 1, 2, 2);
    private static final TokenizerConfig SIZES = new TokenizerConfig(1, 1, 2, 2, 16, 8);
    private static final int BATCH = 16;
    /** Worst difference seen between one rank and two, after 12 steps of both stages: 4e-7. */
    private static final double SAME = 1e-5;

    @TempDir
    Path folder;

    /** What a run ended with. */
    private record Outcome(Map<String, float[]> weights, List<String> log, List<String> said) {
        double figure(int line, String name) {
            return Double.parseDouble(log.get(line).replaceAll(".*\"" + name + "\":([0-9.E-]+).*", "$1"));
        }
    }

    @Test
    void bothStagesLearn() throws Exception {
        Outcome run = train(1, BATCH, 60, recipe(30, false), "learn");
        assertThat(run.figure(1, "reconstruction")).isLessThan(run.figure(0, "reconstruction") / 2);
        assertThat(run.figure(6, "commitment")).isLessThan(0.05);
        assertThat(run.figure(6, "heldOutReconstruction")).isLessThan(run.figure(2, "heldOutReconstruction") * 1.1);
        assertThat(run.figure(6, "codeUsage")).isGreaterThan(0.8);
        assertThat(run.figure(6, "perplexity")).isGreaterThan(6);
    }

    @Test
    void twoRanksEndWithTheWeightsOfOne() throws Exception {
        for (boolean trainSelector : new boolean[] {false, true}) {
            Outcome one = train(1, BATCH, 12, recipe(6, trainSelector), "one-" + trainSelector);
            Outcome two = train(2, BATCH / 2, 12, recipe(6, trainSelector), "two-" + trainSelector);
            System.out.printf(
                    "two ranks, selector trained %s: worst difference %.1e%n", trainSelector, worst(one, two));
            assertThat(worst(one, two)).isLessThan(SAME);
        }
    }

    @Test
    void aRunContinuesFromACheckpointOfEitherStage() throws Exception {
        Outcome whole = train(1, BATCH, 16, recipe(8, false), "whole");
        for (int cut : new int[] {4, 8, 12}) {
            for (int step = cut + 4; step <= 16; step += 4) {
                Files.delete(folder.resolve(String.format("whole/checkpoints/step-%08d/manifest.json", step)));
            }
            Outcome resumed = train(1, BATCH, 16, recipe(8, false), "whole");
            assertThat(resumed.said()).contains("resumed after step " + cut);
            assertThat(worst(whole, resumed)).as("cut after step %d", cut).isZero();
        }
    }

    @Test
    void theSelectorStandsStillOnceTokensAreQuantisedUnlessItIsTrained() throws Exception {
        for (boolean moves : new boolean[] {false, true}) {
            Outcome first = train(1, BATCH, 5, recipe(4, moves), "first-" + moves);
            Outcome later = train(1, BATCH, 8, recipe(4, moves), "later-" + moves);
            assertThat(selectorMoved(first, later) > 0).isEqualTo(moves);
        }
    }

    @Test
    void stepsAndEvaluationsLeaveNoArraysBehind() throws Exception {
        Parameters scope = Parameters.create();
        VisionTransformer encoder = new VisionTransformer(scope, ENCODER);
        try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 8);
                Autograd still = Autograd.off();
                TokenizerLearner learner =
                        new TokenizerLearner(SIZES, recipe(2, false), encoder, run(new SoloCollective(), BATCH, 4))) {
            List<NDManager> owners = Stream.of(
                            scope.all().get(0).value(),
                            learner.parameters().parameters().get(0).value(),
                            learner.buffers().get("quantize.embedding.weight"),
                            learner.buffers().get("quantize.age"))
                    .map(NDArray::getManager)
                    .toList();
            step(learner, 1);
            step(learner, 3);
            List<Integer> before = sizes(owners);
            for (int i = 4; i < 8; i++) {
                step(learner, i);
            }
            assertThat(sizes(owners)).isEqualTo(before);
        }
    }

    private static List<Integer> sizes(List<NDManager> owners) {
        return owners.stream().map(owner -> owner.getManagedArrays().size()).toList();
    }

    private static void step(TokenizerLearner learner, long step) {
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

    private static double selectorMoved(Outcome before, Outcome after) {
        return before.weights().keySet().stream()
                .filter(name -> name.startsWith("token_predictor."))
                .mapToDouble(name ->
                        worst(before.weights().get(name), after.weights().get(name)))
                .max()
                .orElseThrow();
    }

    private static double worst(Outcome a, Outcome b) {
        return a.weights().keySet().stream()
                .mapToDouble(name -> worst(a.weights().get(name), b.weights().get(name)))
                .max()
                .orElseThrow();
    }

    /** The largest difference, in units of the largest value where that is above one (sums of features). */
    private static double worst(float[] a, float[] b) {
        double worst = 0;
        double unit = 1;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
            unit = Math.max(unit, Math.abs(a[i]));
        }
        return worst / unit;
    }

    @Test
    void codesThatAreTrainedByGradientLearnContinueAndAgreeOverRanks() throws Exception {
        RecipeConfig recipe = recipe(30, false, CodebookConfig.Update.GRADIENT);
        Outcome run = train(1, BATCH, 60, recipe, "gradient");
        assertThat(run.figure(6, "codebook")).isLessThan(run.figure(4, "codebook"));
        assertThat(run.figure(6, "heldOutReconstruction")).isLessThan(run.figure(2, "heldOutReconstruction") * 1.1);

        RecipeConfig shorter = recipe(6, false, CodebookConfig.Update.GRADIENT);
        Outcome one = train(1, BATCH, 12, shorter, "one-gradient");
        Outcome two = train(2, BATCH / 2, 12, shorter, "two-gradient");
        assertThat(one.weights()).containsKeys("quantize.embedding.weight", "quantize.age");
        System.out.printf("two ranks, codes by gradient: worst difference %.1e%n", worst(one, two));
        assertThat(worst(one, two)).isLessThan(SAME);

        Files.delete(folder.resolve("one-gradient/checkpoints/step-00000012/manifest.json"));
        Outcome resumed = train(1, BATCH, 12, shorter, "one-gradient");
        assertThat(resumed.said()).contains("resumed after step 8");
        assertThat(worst(one, resumed)).isZero();
    }

    private static RecipeConfig recipe(long continuous, boolean trainSelector) {
        return recipe(continuous, trainSelector, CodebookConfig.Update.EMA);
    }

    private static RecipeConfig recipe(long continuous, boolean trainSelector, CodebookConfig.Update update) {
        ObjectiveConfig objective = new ObjectiveConfig(0.33333333, 2, ObjectiveConfig.RateOver.BATCH, 1);
        CodebookConfig codebook = new CodebookConfig(CodebookConfig.Start.K_MEANS, 32, 10, update, 0.9, 5, true);
        return new RecipeConfig(continuous, trainSelector, 0, MaskGradient.BOUNDED, objective, codebook);
    }

    private Outcome train(int world, int microBatch, long steps, RecipeConfig recipe, String name) throws Exception {
        // The rate must not depend on the number of steps, so that a shorter run is the beginning of a longer one. The
        // epsilon is above the rounding errors: a key's bias has no gradient, and Adam would blow up what is left of
        // it.
        OptimizerConfig optimizer = new OptimizerConfig(3e-3, 1, 5, 0.05, 0.9, 0.95, 1e-6, 1.0);
        TrainingConfig config =
                new TrainingConfig(steps, BATCH, microBatch, 1, 10, 20, 4, 99, 0, 4, Precision.AUTO, true, optimizer);
        List<Collective> ranks = world == 1 ? List.of(new SoloCollective()) : List.copyOf(LocalCollective.group(world));
        List<String> said = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(world);
        try {
            List<Future<Map<String, float[]>>> results = new ArrayList<>();
            for (Collective rank : ranks) {
                results.add(threads.submit(() -> runRank(rank, config, recipe, name, said)));
            }
            Map<String, float[]> first = results.get(0).get();
            for (Future<Map<String, float[]>> other : results) {
                other.get().forEach((key, values) -> assertThat(values).as(key).isEqualTo(first.get(key)));
            }
            return new Outcome(first, Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl")), said);
        } finally {
            threads.shutdownNow();
        }
    }

    private static TokenizerLearner.Run run(Collective rank, int globalBatch, int microBatch) {
        ImageStream.Source images = ToyImages.source(rank, globalBatch, microBatch);
        return new TokenizerLearner.Run(rank, 1, globalBatch, microBatch, images, Optional.of(images), 64);
    }

    private Map<String, float[]> runRank(
            Collective rank, TrainingConfig config, RecipeConfig recipe, String name, List<String> said)
            throws Exception {
        Parameters scope = Parameters.create();
        VisionTransformer encoder = new VisionTransformer(scope, ENCODER);
        try (FrozenParameters weights = FrozenParameters.initialize(scope.all(), 8);
                TokenizerLearner learner = new TokenizerLearner(
                        SIZES, recipe, encoder, run(rank, config.globalBatch(), config.microBatch()))) {
            TrainingLoop.run(
                    learner, rank, config, Storage.local(), folder.resolve(name).toString(), said::add);
            Map<String, float[]> values = new HashMap<>();
            for (Parameter p : learner.parameters().parameters()) {
                values.put(p.name(), p.value().toFloatArray());
            }
            for (Map.Entry<String, NDArray> buffer : learner.buffers().entrySet()) {
                values.put(buffer.getKey(), buffer.getValue().toFloatArray());
            }
            return values;
        }
    }
}
