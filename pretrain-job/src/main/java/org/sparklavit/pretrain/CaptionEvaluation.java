package org.sparklavit.pretrain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.ImagedDump;
import org.sparklavit.data.stream.ImagedRow;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.language.Continuation;
import org.sparklavit.language.Generator;
import org.sparklavit.language.Limits;
import org.sparklavit.language.ModelFolder;
import org.sparklavit.language.ModelFolder.UnifiedInfo;
import org.sparklavit.language.Prompt;
import org.sparklavit.language.Sampler;
import org.sparklavit.language.StoredFeatures;
import org.sparklavit.language.TextTokenizer;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.language.training.OnlineFeatures;
import org.sparklavit.pretrain.CaptionReport.Answer;
import org.sparklavit.pretrain.CaptionReport.Example;
import org.sparklavit.pretrain.Scenes.Scene;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.vision.Merger;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

/** Lets an exported model caption the images of a dump of drawn scenes, greedily, and compares with the truth. */
public final class CaptionEvaluation {
    private final EvaluateCaptionsConfig config;
    private final Storage storage;

    /** Evaluates what {@code config} names. */
    public CaptionEvaluation(EvaluateCaptionsConfig config, Storage storage) {
        this.config = config;
        this.storage = storage;
    }

    /** A model, what its vocabulary was made of, and the images that it is asked about. */
    private record Subject(ModelFolder folder, UnifiedInfo info, TokenDump dump) {
        UnifiedModel declare() {
            return new UnifiedModel(folder.config().config(), info.vocabulary(), info.featureWidth());
        }

        SequenceBuilder builder(TextTokenizer text) {
            SequenceConfig sequences =
                    new SequenceConfig(folder.config().config().maxPositions(), LongSamples.CUT);
            Condition condition = info.featureWidth() > 0 ? Condition.CONTINUOUS : Condition.DISCRETE;
            return new SequenceBuilder(info.vocabulary(), text, sequences, new Objective.Unified(condition, false));
        }
    }

    /**
     * Captions and compares.
     *
     * @throws ConfigException if model or dump is missing, if they do not belong together, or if no image shows exactly
     *     one object
     */
    public CaptionReport run() throws IOException {
        ModelFolder folder = ModelFolder.open(storage, config.model());
        UnifiedInfo info = folder.unified()
                .orElseThrow(() -> new ConfigException("model = " + config.model()
                        + " knows no visual codes. Give the export folder of a pretrain run."));
        boolean isOnline = config.shards().isPresent();
        if (folder.has(OnlineFeatures.MERGER) && !isOnline) {
            throw new ConfigException("model = " + config.model() + " was trained with a merger of its own, so the"
                    + " features in the dump are not those that it knows. Set 'shards' and 'tokenizer'.");
        }
        TokenDump dump = TokenDump.open(storage, config.input(), info.featureWidth() > 0 && !isOnline);
        String fingerprint = dump.metadata().tokenizerFingerprint();
        if (!fingerprint.equals(info.tokenizerFingerprint())) {
            throw other("input = " + config.input() + " was made by", fingerprint, info);
        }
        Subject subject = new Subject(folder, info, dump);
        try (TextTokenizer text = folder.tokenizer(Optional.empty())) {
            return isOnline ? online(subject, text) : stored(subject, text);
        }
    }

    private static ConfigException other(String what, String fingerprint, UnifiedInfo info) {
        return new ConfigException(what + " the tokenizer " + fingerprint + " but the model knows the codes of "
                + info.tokenizerFingerprint() + ". Tokenize the images with the model's tokenizer.");
    }

    private CaptionReport stored(Subject subject, TextTokenizer text) throws IOException {
        UnifiedModel model = subject.declare();
        try (FrozenParameters parameters = FrozenParameters.initialize(model.parameters(), 0)) {
            subject.folder().readInto(model, 0);
            Scenes scenes = new Scenes(config.input(), config.images());
            scenes.read(subject.dump(), row -> row, subject.builder(text)::imagePrompt);
            return caption(new Generator(model, new StoredFeatures()), subject.info(), text, scenes);
        }
    }

    private CaptionReport online(Subject subject, TextTokenizer text) throws IOException {
        TrainedTokenizer tokenizer =
                new TokenizerFolder(storage, config.tokenizer().orElseThrow()).load();
        if (!tokenizer.card().fingerprint().equals(subject.info().tokenizerFingerprint())) {
            tokenizer.close();
            throw other(
                    "tokenizer = " + config.tokenizer().orElseThrow() + " is",
                    tokenizer.card().fingerprint(),
                    subject.info());
        }
        UnifiedModel model = subject.declare();
        Optional<Merger> merger = subject.folder().has(OnlineFeatures.MERGER)
                ? Optional.of(OnlineFeatures.declareMerger(
                        model, tokenizer.card().tokenizer(), subject.info().featureWidth()))
                : Optional.empty();
        try (OnlineFeatures features = new OnlineFeatures(tokenizer, merger);
                FrozenParameters parameters = FrozenParameters.initialize(model.parameters(), 0)) {
            subject.folder().readInto(model, 0);
            Scenes scenes = new Scenes(config.input(), config.images());
            ImagedDump imaged =
                    ImagedDump.open(storage, subject.dump(), config.shards().orElseThrow());
            scenes.read(imaged, ImagedRow::tokens, subject.builder(text)::imagePrompt);
            return caption(new Generator(model, features), subject.info(), text, scenes);
        }
    }

    private CaptionReport caption(Generator generator, UnifiedInfo info, TextTokenizer text, Scenes scenes) {
        Limits limits = Limits.text(info.vocabulary(), 0, config.maxTokens());
        List<Answer> answers = new ArrayList<>();
        List<Scene> single = scenes.single();
        for (int from = 0; from < single.size(); from += config.batch()) {
            List<Scene> batch = single.subList(from, Math.min(single.size(), from + config.batch()));
            List<String> captions = captions(generator, limits, text, batch);
            for (int i = 0; i < batch.size(); i++) {
                answers.add(new Answer(batch.get(i).objects().get(0), captions.get(i)));
            }
        }
        List<Scene> shown = scenes.examples();
        List<String> captions = captions(generator, limits, text, shown);
        List<Example> written = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            Scene scene = shown.get(i);
            written.add(new Example(
                    scene.row().key(), scene.objects().size(), scene.row().caption(), captions.get(i)));
        }
        return CaptionReport.of(answers, written);
    }

    private static List<String> captions(Generator generator, Limits limits, TextTokenizer text, List<Scene> scenes) {
        List<Prompt> prompts = scenes.stream()
                .map(scene -> Prompt.of(scene.row().id(), scene.prompt()))
                .toList();
        return generator.generate(prompts, new Generator.Request(new Sampler.Greedy(), limits)).stream()
                .map(Continuation::ids)
                .map(text::decode)
                .map(String::strip)
                .toList();
    }
}
