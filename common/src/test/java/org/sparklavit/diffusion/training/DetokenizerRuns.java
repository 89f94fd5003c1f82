package org.sparklavit.diffusion.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.Ranks;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.diffusion.DetokenizerFolder;
import org.sparklavit.diffusion.SpaceConfig;
import org.sparklavit.diffusion.TinyDiffusion;
import org.sparklavit.diffusion.UNetSource;
import org.sparklavit.tensor.Precision;
import org.sparklavit.train.OptimizerConfig;
import org.sparklavit.train.TrainingConfig;
import org.sparklavit.train.TrainingLoop;
import org.sparklavit.vision.RandomTokenizer;

/** Short trainings on toy pictures, below one folder. */
final class DetokenizerRuns {
    /** Images of a step over all ranks. */
    static final int BATCH = 16;

    private final Storage storage = Storage.local();
    private final Path folder;

    /** Below {@code folder}, where a tokenizer is written first. */
    DetokenizerRuns(Path folder) throws IOException {
        this.folder = folder;
        RandomTokenizer.write(folder.resolve("tokenizer"));
    }

    /** What a run ended with. */
    record Outcome(Map<String, float[]> weights, List<String> log, List<String> said) {
        double figure(int line, String name) {
            return Double.parseDouble(log.get(line).replaceAll(".*\"" + name + "\":([0-9.E-]+).*", "$1"));
        }
    }

    DetokenizerRecipe pixels() {
        return recipe(TinyDiffusion.pixels(), TinyDiffusion.unet(12, 8));
    }

    DetokenizerRecipe latents() throws IOException {
        return recipe(TinyDiffusion.latents(folder.resolve("vae")), TinyDiffusion.unet(4));
    }

    static DetokenizerRecipe recipe(SpaceConfig space, UNetSource unet) {
        return new DetokenizerRecipe(space, unet, 0.1, 0.9);
    }

    FrozenTokenizer tokenizer() throws IOException {
        return FrozenTokenizer.open(storage, folder.resolve("tokenizer").toString());
    }

    static Collective solo() {
        return new SoloCollective();
    }

    static DetokenizerLearner.Run run(Collective rank, int microBatch) {
        ImageStream.Source images = ToyPictures.source(rank, BATCH, microBatch);
        return new DetokenizerLearner.Run(rank, 1, microBatch, images, Optional.of(images), 32);
    }

    Outcome train(int world, int microBatch, long steps, DetokenizerRecipe recipe, String name) throws Exception {
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

    DetokenizerLearner open(DetokenizerRecipe recipe, FrozenTokenizer tokenizer) throws IOException {
        return DetokenizerLearner.open(storage, recipe, tokenizer, run(solo(), 4));
    }

    String path(String name) {
        return folder.resolve(name).toString();
    }
}
