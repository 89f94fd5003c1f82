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
import org.sparklavit.language.Prompt;
import org.sparklavit.language.Sampler;
import org.sparklavit.language.StoredFeatures;
import org.sparklavit.language.TextTokenizer;
import org.sparklavit.language.training.OnlineFeatures;
import org.sparklavit.pretrain.CaptionReport.Answer;
import org.sparklavit.pretrain.CaptionReport.Example;
import org.sparklavit.pretrain.Scenes.Scene;
import org.sparklavit.pretrain.generate.ExportedModel;
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

    /**
     * Captions and compares.
     *
     * @throws ConfigException if model or dump is missing, if they do not belong together, or if no image shows exactly
     *     one object
     */
    public CaptionReport run() throws IOException {
        if (config.shards().isPresent()) {
            return online();
        }
        if (ModelFolder.open(storage, config.model()).has(OnlineFeatures.MERGER)) {
            throw new ConfigException("model = " + config.model() + " was trained with a merger of its own, so the"
                    + " features in the dump are not those that it knows. Set 'shards' and 'tokenizer'.");
        }
        try (ExportedModel model = ExportedModel.load(storage, config.model(), Optional.empty())) {
            Scenes scenes = new Scenes(config.input(), config.images());
            scenes.read(dump(model, model.info().featureWidth() > 0), row -> row, builder(model)::imagePrompt);
            return caption(new Generator(model.model(), new StoredFeatures()), model, scenes);
        }
    }

    private CaptionReport online() throws IOException {
        TrainedTokenizer tokenizer =
                new TokenizerFolder(storage, config.tokenizer().orElseThrow()).load();
        try (ExportedModel model = ExportedModel.load(storage, config.model(), Optional.of(tokenizer.card()));
                OnlineFeatures features = new OnlineFeatures(tokenizer, model.merger())) {
            ImagedDump imaged =
                    ImagedDump.open(storage, dump(model, false), config.shards().orElseThrow());
            Scenes scenes = new Scenes(config.input(), config.images());
            scenes.read(imaged, ImagedRow::tokens, builder(model)::imagePrompt);
            return caption(new Generator(model.model(), features), model, scenes);
        }
    }

    private TokenDump dump(ExportedModel model, boolean withFeatures) throws IOException {
        TokenDump dump = TokenDump.open(storage, config.input(), withFeatures);
        String fingerprint = dump.metadata().tokenizerFingerprint();
        if (!fingerprint.equals(model.info().tokenizerFingerprint())) {
            throw new ConfigException("input = " + config.input() + " was made by the tokenizer " + fingerprint
                    + " but the model knows the codes of " + model.info().tokenizerFingerprint()
                    + ". Tokenize the images with the model's tokenizer.");
        }
        return dump;
    }

    private static SequenceBuilder builder(ExportedModel model) {
        int window = model.model().llama().config().maxPositions();
        Condition condition = model.info().featureWidth() > 0 ? Condition.CONTINUOUS : Condition.DISCRETE;
        return new SequenceBuilder(
                model.info().vocabulary(),
                model.text(),
                new SequenceConfig(window, LongSamples.CUT),
                new Objective.Unified(condition, false));
    }

    private CaptionReport caption(Generator generator, ExportedModel model, Scenes scenes) {
        TextTokenizer text = model.text();
        Limits limits = Limits.text(model.info().vocabulary(), 0, config.maxTokens());
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
