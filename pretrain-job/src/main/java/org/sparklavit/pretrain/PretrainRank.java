package org.sparklavit.pretrain;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.Lanes;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.PackedLane;
import org.sparklavit.data.stream.RankRows;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.TextCodec;
import org.sparklavit.language.ImageFeatures;
import org.sparklavit.language.ModelExport;
import org.sparklavit.language.ModelFolder;
import org.sparklavit.language.StoredFeatures;
import org.sparklavit.language.TextTokenizer;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.language.training.HeldOutRows;
import org.sparklavit.language.training.OnlineFeatures;
import org.sparklavit.language.training.PretrainLearner;
import org.sparklavit.pretrain.OpenSources.Reading;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.train.TrainingLoop;
import org.sparklavit.vision.Merger;

/** What one rank of the pretrain job does from start to end; travels to the executors. */
public final class PretrainRank implements Serializable {
    /** The exported model, below the output folder. */
    public static final String EXPORT = "export";

    private static final double TERA = 1e12;

    /** The configuration as text, because optional settings do not travel. */
    private final String hocon;

    private final Recipe recipe;
    private final Storage storage;
    private transient PretrainConfig config;

    private PretrainRank(PretrainConfig config, Recipe recipe, Storage storage) {
        this.hocon = ConfigLoader.of(config).effectiveHocon();
        this.config = config;
        this.recipe = recipe;
        this.storage = storage;
    }

    /**
     * Prepares a run: opens all that {@code config} names.
     *
     * @throws org.sparklavit.config.ConfigException if something is missing or does not fit together
     */
    public static PretrainRank of(PretrainConfig config, Storage storage) throws IOException {
        return new PretrainRank(config, Recipe.of(config, storage), storage);
    }

    /** What the run will read, compute and write, and the rows that the configuration asks to see. */
    public String plan() throws IOException {
        String plan = new PretrainPlan(config, recipe).text();
        return config.showRows() == 0 ? plan : plan + "\n" + firstRows(config.showRows());
    }

    private String firstRows(int count) throws IOException {
        try (TextTokenizer text = textTokenizer()) {
            BatchText view = new BatchText(text, recipe.vocabulary());
            try (RankRows rows = trainingRows(builder(view), new SoloCollective())) {
                return view.of(rows.next(count));
            }
        }
    }

    private TextTokenizer textTokenizer() {
        return TextTokenizer.parse(recipe.tokenizerJson(), "text-tokenizer", config.endOfText());
    }

    private SequenceBuilder builder(TextCodec text) {
        return new SequenceBuilder(recipe.vocabulary(), text, config.sequences(), config.objective());
    }

    /**
     * The plan of {@code config}; on paper, if it has the sizes and something that it names cannot be read here.
     *
     * @throws org.sparklavit.config.ConfigException if something is missing or does not fit together
     */
    public static String plan(PretrainConfig config, Storage storage) throws IOException {
        try {
            return of(config, storage).plan();
        } catch (IOException | ConfigException e) {
            if (config.onPaper().isEmpty()) {
                throw e;
            }
            Recipe recipe = Recipe.onPaper(config, config.onPaper().get());
            return "on paper   because " + e.getMessage() + "\n" + new PretrainPlan(config, recipe).text();
        }
    }

    /** Trains, and on rank 0 exports the model and writes the summary. */
    public void run(Collective rank, Consumer<String> console) throws IOException {
        UnifiedModel model = recipe.declare();
        Optional<Merger> merger = recipe.features().declareMerger(model);
        if (recipe.features() instanceof FeatureSource.Online) {
            OnlineFeaturesConfig online = config.onlineFeatures().orElseThrow();
            try (OnlineFeatures features = new OnlineFeatures(
                    FeatureSource.folder(config, online, storage).load(), merger)) {
                run(new Parts(model, features, features::start), rank, console);
            }
        } else {
            run(new Parts(model, new StoredFeatures(), start -> {}), rank, console);
        }
    }

    /**
     * What is trained and how images enter it.
     *
     * @param start gives what is trained beside the language model its first values
     */
    private record Parts(UnifiedModel model, ImageFeatures features, Consumer<UnifiedModel> start) {}

    private void run(Parts parts, Collective rank, Consumer<String> console) throws IOException {
        try (TextTokenizer text = textTokenizer();
                PretrainLearner learner = learner(parts, text, rank)) {
            TrainingLoop.run(learner, rank, config.training(), storage, config.output(), console);
            if (rank.rank() == 0) {
                finish(parts.model(), console);
            }
        }
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        config = ConfigLoader.loadText(PretrainConfig.class, hocon, "the driver's configuration")
                .value();
    }

    private PretrainLearner learner(Parts parts, TextTokenizer text, Collective rank) throws IOException {
        SequenceBuilder builder = builder(text);
        return new PretrainLearner(
                parts.model(),
                trainingRows(builder, rank),
                heldOutRows(builder, rank),
                parts.features(),
                settings(rank.worldSize()),
                model -> start(model, parts.start()));
    }

    private PretrainLearner.Settings settings(int worldSize) {
        return new PretrainLearner.Settings(
                config.training().microBatch(),
                config.training().seed(),
                config.objective() instanceof Objective.Emu emu ? emu.regressionWeight() : 0,
                config.activationCheckpointing(),
                config.peakTeraflops().orElse(0.0) * TERA * worldSize);
    }

    private RankRows trainingRows(SequenceBuilder builder, Collective rank) throws IOException {
        OpenSources sources = new OpenSources(storage, OpenSources.Settings.of(config), config.sources());
        List<PackedLane> lanes = Lanes.ofRank(rank.rank(), rank.worldSize(), recipe.lanes()).stream()
                .map(lane -> sources.mixed(
                        builder,
                        new Reading(lane, recipe.lanes(), config.training().seed(), config.shuffleBlock()),
                        config.sequences()))
                .toList();
        return new RankRows(lanes, config.training().globalBatch() / recipe.lanes());
    }

    private HeldOutRows heldOutRows(SequenceBuilder builder, Collective rank) throws IOException {
        OpenSources sources = new OpenSources(storage, OpenSources.Settings.of(config), config.heldOut());
        Reading reading = new Reading(0, 1, config.training().seed(), config.shuffleBlock());
        return new HeldOutRows(
                sources.alone(builder, reading, config.sequences()),
                config.evaluationRows(),
                rank.rank(),
                rank.worldSize());
    }

    private void start(UnifiedModel model, Consumer<UnifiedModel> visual) throws IOException {
        visual.accept(model);
        Optional<String> checkpoint = config.initFrom();
        if (checkpoint.isPresent()) {
            ModelFolder.open(storage, checkpoint.get())
                    .readInto(model, config.training().seed());
        }
    }

    private void finish(UnifiedModel model, Consumer<String> console) throws IOException {
        String export = Storage.child(config.output(), EXPORT);
        ModelExport.write(storage, export, model, recipe.tokenizerJson(), recipe.tokenizerFingerprint());
        long parameters = model.parameters().stream().mapToLong(Parameter::size).sum();
        PretrainSummary.of(storage, config.output(), parameters, config.worldSize())
                .write(storage, config.output());
        console.accept("the model is in " + export);
    }
}
