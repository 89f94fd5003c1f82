package org.sparklavit.diffusion.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparklavit.collective.Collective;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.image.Preprocessing;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.diffusion.DetokenizerCard;
import org.sparklavit.diffusion.DetokenizerFolder;
import org.sparklavit.diffusion.DetokenizerModel;
import org.sparklavit.diffusion.DiffusersFolder;
import org.sparklavit.diffusion.NoiseSchedule;
import org.sparklavit.diffusion.SampleSpace;
import org.sparklavit.diffusion.UNetConfig;
import org.sparklavit.diffusion.UNetSource;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.ImageOps;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.train.Learner;
import org.sparklavit.train.LossSum;
import org.sparklavit.train.StepMetrics;

/**
 * Trains the detokenizer (LaVIT section 3.1): the frozen tokenizer turns a picture into tokens and these into features,
 * under which the U-Net learns to take noise from the same picture,
 * {@code E weight_t || target - unet(z_t, t, features) ||^2}. What is written in the end are the averaged weights.
 *
 * <p>Each picture is read in two views: the tokenizer's, and the one that is drawn. Where latents are cached they stand for
 * the second one.
 */
public final class DetokenizerLearner implements Learner {
    private static final String UNIT = "images";
    /** How noisy held-out pictures are, as shares of the schedule. */
    private static final List<Double> MEASURED = List.of(0.1, 0.3, 0.5, 0.7, 0.9);

    private final DetokenizerRecipe recipe;
    private final Run run;
    private final FrozenTokenizer tokenizer;
    private final SampleSpace space;
    private final DetokenizerModel model;
    private final FlatParameters parameters;
    private final AveragedModel averaged;
    private final NoisyBatch.Source source;
    private ImageStream stream;
    private ImageBatch latest;

    /**
     * Where and on what a learner runs.
     *
     * @param collective all ranks
     * @param seed of initial weights, noise and timesteps
     * @param microBatch images that a rank computes at once
     * @param images what is trained on, in two views: the tokenizer's and {@link #drawnView}; or in the first one, with
     *     latents
     * @param heldOut what is evaluated on, in both views
     * @param heldOutImages images of one evaluation over all ranks
     */
    public record Run(
            Collective collective,
            long seed,
            int microBatch,
            ImageStream.Source images,
            Optional<ImageStream.Source> heldOut,
            int heldOutImages) {}

    private DetokenizerLearner(
            DetokenizerRecipe recipe, FrozenTokenizer tokenizer, SampleSpace space, Start start, Run run)
            throws IOException {
        this.recipe = recipe;
        this.run = run;
        this.tokenizer = tokenizer;
        this.space = space;
        model = new DetokenizerModel(start.sizes(), tokenizer.width());
        parameters = FlatParameters.allocate(model.parameters());
        parameters.initialize(run.seed());
        if (start.weights().isPresent()) {
            start.weights().get().readUnetInto(model);
        }
        averaged = new AveragedModel(model, tokenizer.width(), recipe.averageDecay());
        source = new NoisyBatch.Source(space, start.schedule(), run.seed());
    }

    /** Where a U-Net begins; its weights are random unless a folder has them. */
    private record Start(UNetConfig sizes, NoiseSchedule schedule, Optional<DiffusersFolder> weights) {
        static Start of(Storage storage, UNetSource source) throws IOException {
            if (source instanceof UNetSource.New fresh) {
                return new Start(fresh.sizes(), fresh.schedule(), Optional.empty());
            }
            DiffusersFolder folder = new DiffusersFolder(storage, ((UNetSource.Diffusers) source).folder());
            return new Start(folder.unet(), folder.schedule(), Optional.of(folder));
        }
    }

    /**
     * Declares and initialises the model.
     *
     * @param tokenizer stays the caller's
     * @throws ConfigException if what the recipe names is missing or does not fit together
     */
    public static DetokenizerLearner open(Storage storage, DetokenizerRecipe recipe, FrozenTokenizer tokenizer, Run run)
            throws IOException {
        SampleSpace space = recipe.space().open(storage);
        try {
            Start start = Start.of(storage, recipe.unet());
            check(start.sizes(), space);
            return new DetokenizerLearner(recipe, tokenizer, space, start, run);
        } catch (IOException | RuntimeException e) {
            space.close();
            throw e;
        }
    }

    /**
     * Looks at what a recipe names without loading the U-Net: for before a run.
     *
     * @throws ConfigException if it is missing or does not fit together
     */
    public static void check(Storage storage, DetokenizerRecipe recipe) throws IOException {
        try (SampleSpace space = recipe.space().open(storage)) {
            check(Start.of(storage, recipe.unet()).sizes(), space);
        }
    }

    private static void check(UNetConfig sizes, SampleSpace space) {
        long channels = space.shape().get(0);
        long side = space.shape().get(1);
        if (sizes.sampleChannels() != channels) {
            throw new ConfigException("'sample-channels' of the U-Net is set to " + sizes.sampleChannels()
                    + " but must be " + channels + ", what 'space' gives it. Change one of them.");
        }
        if (side % sizes.sideUnit() != 0) {
            throw new ConfigException("'space' gives the U-Net samples of " + side + " x " + side
                    + " but a side must be a multiple of " + sizes.sideUnit() + " for its "
                    + sizes.levels().size() + " levels. Change one of them.");
        }
    }

    /**
     * The second view of a picture, in [-1, 1]: brought into a square the same way as the first, so that tokens and
     * pixels are of the same scene.
     */
    public static Preprocessing drawnView(DetokenizerRecipe recipe, Preprocessing tokenizers) {
        return recipe.space().view(tokenizers.pixels().resize());
    }

    @Override
    public FlatParameters parameters() {
        return parameters;
    }

    @Override
    public Map<String, NDArray> buffers() {
        return averaged.buffers();
    }

    @Override
    public String unit() {
        return UNIT;
    }

    @Override
    public LossSum loss(NDManager manager, long step, int microBatch, StepMetrics metrics) {
        if (stream == null) {
            stream = run.images().open(step);
        }
        latest = stream.next();
        metrics.addCount(UNIT, latest.size());
        NoisyBatch batch = NoisyBatch.drawn(manager, latest, source, step, recipe.dropCondition());
        NDArray losses_B = losses(manager, model, batch, tokenizer.rebuilt(manager, latest));
        return new LossSum(losses_B.sum(), latest.size());
    }

    private NDArray losses(NDManager manager, DetokenizerModel of, NoisyBatch batch, NDArray features_BND) {
        NDArray predicted = of.predict(batch.noisy(), batch.timesteps(), features_BND, batch.isKept());
        NDArray errors_B = ImageOps.meanSquaredErrorOfEach(predicted, batch.target());
        return errors_B.mul(manager.create(source.schedule().weights(batch.timesteps())));
    }

    @Override
    public List<String> samples() {
        return latest.samples().stream().map(Sample::id).toList();
    }

    @Override
    public void afterUpdate(NDManager manager, long step, StepMetrics metrics) {
        averaged.update(step);
    }

    @Override
    public void evaluate(NDManager manager, long step, StepMetrics metrics) {
        if (run.heldOut().isEmpty()) {
            return;
        }
        int ownBatches = Math.max(1, run.heldOutImages() / (run.collective().worldSize() * run.microBatch()));
        try (ImageStream images = run.heldOut().get().open(1)) {
            for (int i = 0; i < ownBatches; i++) {
                evaluate(images.next(), metrics);
            }
        }
    }

    /** The averaged weights, at the same timesteps and under the same noise each time. */
    private void evaluate(ImageBatch images, StepMetrics metrics) {
        try (NDManager manager = Tensors.newManager()) {
            NDArray features_BND = tokenizer.rebuilt(manager, images);
            for (double share : MEASURED) {
                int timestep = (int) (share * source.schedule().steps());
                try (NDManager scratch = manager.newSubManager()) {
                    NoisyBatch batch = NoisyBatch.at(scratch, images, source, timestep);
                    double loss = losses(scratch, averaged.model(), batch, features_BND)
                            .mean()
                            .getFloat();
                    metrics.add("heldOutLoss", loss, images.size());
                    metrics.add("heldOutLossAt" + timestep, loss, images.size());
                }
            }
        }
    }

    /** Writes the detokenizer with the averaged weights. */
    public void write(DetokenizerFolder folder) throws IOException {
        DetokenizerCard card = new DetokenizerCard(recipe.space(), tokenizer.width(), tokenizer.fingerprint());
        folder.write(card, source.schedule(), averaged.model(), space.shape().get(1));
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
        averaged.close();
        parameters.close();
        space.close();
    }
}
