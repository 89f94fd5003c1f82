package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparklavit.collective.Collective;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.CutGraph;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Parameters;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.train.Learner;
import org.sparklavit.train.LossSum;
import org.sparklavit.train.StepMetrics;
import org.sparklavit.vision.Encoder;
import org.sparklavit.vision.PackedPatches;
import org.sparklavit.vision.TokenizerConfig;

/**
 * Trains selector, merger, quantiser and decoder on a frozen encoder, in two stages (the recipe of LaVIT's authors):
 * without quantisation, while the selector learns through its mask; then quantised, when by default the selector stands
 * still and only kept rows are computed.
 */
public final class TokenizerLearner implements Learner {
    private static final String UNIT = "images";
    private static final String SELECTOR = "token_predictor.";
    /** Pictures of so many steps say how many patches the selector keeps. */
    private static final int CALIBRATION_STEPS = 16;

    private final RecipeConfig recipe;
    private final Run run;
    private final Encoder encoder;
    private final TokenizerModel model;
    private final FlatParameters parameters;
    private final FrozenParameters codebookParameter;
    private final CodebookState codebook;
    private final CodebookEma averages;
    private final CodebookHealth health;
    private final TokenizerObjective objective;
    private ImageStream stream;
    private HeldStill heldSelector;

    /**
     * Where and on what a learner runs.
     *
     * @param collective all ranks
     * @param seed of initial weights, noise and revivals
     * @param globalBatch images of a step over all ranks
     * @param microBatch images that a rank computes at once
     * @param images what is trained on
     * @param heldOut what is evaluated on
     * @param heldOutImages images of one evaluation over all ranks
     */
    public record Run(
            Collective collective,
            long seed,
            int globalBatch,
            int microBatch,
            ImageStream.Source images,
            Optional<ImageStream.Source> heldOut,
            int heldOutImages) {

        private int ownBatches(int imagesOfAllRanks) {
            return Math.max(1, imagesOfAllRanks / (collective.worldSize() * microBatch));
        }
    }

    /** Declares and initialises all but the encoder, which stays the caller's. */
    public TokenizerLearner(TokenizerConfig config, RecipeConfig recipe, Encoder encoder, Run run) {
        this.recipe = recipe;
        this.run = run;
        this.encoder = encoder;
        Parameters trained = Parameters.create();
        Parameters buffers = Parameters.create();
        model = new TokenizerModel(
                trained, codesAreTrained() ? trained : buffers, config, encoder, recipe.maskGradient());
        parameters = FlatParameters.inStages(TokenizerModel.stages(trained.all()), FlatParameters.DEFAULT_BUCKET_BYTES);
        parameters.initialize(run.seed());
        codebookParameter = FrozenParameters.initialize(buffers.all(), run.seed());
        codebook = new CodebookState(model.tokenizer().quantizer().codebook());
        averages = new CodebookEma(recipe.codebook(), codebook, run.collective(), run.seed());
        health = new CodebookHealth(recipe, config.codebookSize(), featuresPerStep());
        objective = new TokenizerObjective(recipe.objective(), run.collective());
    }

    private boolean codesAreTrained() {
        return recipe.codebook().update() == CodebookConfig.Update.GRADIENT;
    }

    @Override
    public FlatParameters parameters() {
        return parameters;
    }

    @Override
    public Map<String, NDArray> buffers() {
        return codesAreTrained() ? codebook.averages() : codebook.buffers();
    }

    /** Everything that makes up the trained tokenizer: what is trained, and the codebook. */
    public List<Parameter> tokenizerParameters() {
        List<Parameter> all = new ArrayList<>(parameters.parameters());
        if (!codesAreTrained()) {
            all.add(model.tokenizer().quantizer().codebook());
        }
        return all;
    }

    @Override
    public String unit() {
        return UNIT;
    }

    @Override
    public LossSum loss(NDManager manager, long step, int microBatch, StepMetrics metrics) {
        prepare(step);
        EncodedBatch batch = EncodedBatch.of(manager, encoder, stream.next());
        metrics.addCount(UNIT, batch.size());
        CutGraph graph = CutGraph.keeping();
        LossTerms terms = new LossTerms(metrics, batch.size(), graph);
        boolean learnsToSelect = !recipe.quantises(step) || recipe.trainSelector();
        LossTerms all = learnsToSelect ? dense(step, batch, graph, terms) : packed(step, batch, graph, terms);
        return all.sum();
    }

    /** Opens the data; when the quantised stage begins, stills the selector and starts the codebook. */
    private void prepare(long step) {
        if (stream == null) {
            stream = run.images().open(step);
        }
        if (!recipe.quantises(step)) {
            return;
        }
        try (Autograd still = Autograd.off()) {
            if (!codebook.isStarted()) {
                if (!recipe.trainSelector()) {
                    calibrateSelector(step);
                }
                startCodebook(step);
            }
            if (heldSelector == null && !recipe.trainSelector()) {
                heldSelector = new HeldStill(parameters.parameters().stream()
                        .filter(parameter -> parameter.name().startsWith(SELECTOR))
                        .toList());
            }
        }
    }

    /** All rows are computed, because a gradient goes to the mask. */
    private LossTerms dense(long step, EncodedBatch batch, CutGraph graph, LossTerms terms) {
        NDArray mask = model.mask(batch.features(), noise(batch, step));
        TokenizerModel.Dense pass = model.dense(batch.features(), mask, graph);
        terms.note("keptRate", Ops.detach(mask).mean().getFloat())
                .add("rate", objective.rate(pass.mask(), recipe.keepRatioAt(step)));
        return recipe.quantises(step)
                ? quantised(step, batch, model.quantised(pass), terms)
                : terms.add("reconstruction", objective.reconstruction(batch.features(), model.continuous(pass)));
    }

    /** Only kept rows are computed. */
    private LossTerms packed(long step, EncodedBatch batch, CutGraph graph, LossTerms terms) {
        PackedPatches patches = patches(batch, step);
        terms.note("keptRate", patches.totalKept() / (double) (batch.size() * batch.patches()));
        return quantised(step, batch, model.packedQuantised(batch.features(), patches, graph), terms);
    }

    private LossTerms quantised(long step, EncodedBatch batch, TokenizerModel.Pass pass, LossTerms terms) {
        long[] keys = Features.keysOf(batch.keys(), pass.patches());
        averages.add(step, pass.projected(), pass.ids(), pass.codes(), keys);
        if (codesAreTrained()) {
            terms.add("codebook", objective.codebook(pass.projected(), pass.codes(), pass.patches()));
        }
        return terms.add("reconstruction", objective.reconstruction(batch.features(), pass.rebuilt()))
                .add("commitment", objective.commitment(pass.projected(), pass.codes(), pass.patches()));
    }

    @Override
    public void afterUpdate(NDManager manager, long step, StepMetrics metrics) {
        if (recipe.quantises(step)) {
            averages.update(metrics);
        }
        if (heldSelector != null) {
            heldSelector.restore();
        }
    }

    @Override
    public List<String> warnings(long step, Map<String, Double> figures) {
        return health.warnings(step, figures);
    }

    @Override
    public void evaluate(NDManager manager, long step, StepMetrics metrics) {
        if (run.heldOut().isPresent()) {
            try (ImageStream images = run.heldOut().get().open(1)) {
                new TokenizerEvaluation(model, objective, run.collective())
                        .run(images, run.ownBatches(run.heldOutImages()), recipe.quantises(step), metrics);
            }
        }
    }

    /** About how many features reach the codebook in a step, over all ranks. */
    private double featuresPerStep() {
        return recipe.objective().keepRatio() * encoder.patches() * run.globalBatch();
    }

    private void calibrateSelector(long step) {
        List<float[]> logOdds = new ArrayList<>();
        try (ImageStream upcoming = run.images().open(step)) {
            for (int i = 0; i < run.ownBatches(CALIBRATION_STEPS * run.globalBatch()); i++) {
                try (NDManager manager = Tensors.newManager()) {
                    NDArray features =
                            EncodedBatch.of(manager, encoder, upcoming.next()).features();
                    logOdds.add(SelectorCalibration.logOdds(model.tokenizer().selector(), features));
                }
            }
        }
        SelectorCalibration.run(
                model.tokenizer().selector(), recipe.objective().keepRatio(), logOdds, run.collective());
    }

    private void startCodebook(long step) {
        try (ImageStream upcoming = run.images().open(step)) {
            new CodebookStart(recipe.codebook(), codebook, run.collective(), run.seed())
                    .run(featuresPerStep(), () -> featuresOfAStep(upcoming, step));
        }
    }

    /** What this rank's next images, as many as it computes in a step, bring to the codebook. */
    private List<Features> featuresOfAStep(ImageStream images, long step) {
        List<Features> all = new ArrayList<>();
        for (int i = 0; i < run.ownBatches(run.globalBatch()); i++) {
            try (NDManager manager = Tensors.newManager()) {
                EncodedBatch batch = EncodedBatch.of(manager, encoder, images.next());
                PackedPatches patches = patches(batch, step);
                float[] rows = model.projected(batch.features(), patches).toFloatArray();
                all.add(new Features(rows, Features.keysOf(batch.keys(), patches)));
            }
        }
        return all;
    }

    private PackedPatches patches(EncodedBatch batch, long step) {
        try (Autograd still = Autograd.off()) {
            return PackedPatches.of(model.mask(batch.features(), noise(batch, step)));
        }
    }

    private NDArray noise(EncodedBatch batch, long step) {
        return batch.noise(run.seed(), step, recipe.noiseAt(step));
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
        }
        if (heldSelector != null) {
            heldSelector.close();
        }
        codebook.close();
        codebookParameter.close();
        parameters.close();
    }
}
