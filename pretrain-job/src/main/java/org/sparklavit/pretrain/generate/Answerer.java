package org.sparklavit.pretrain.generate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.PngEncoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.SampleId;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.diffusion.Detokenizer;
import org.sparklavit.diffusion.DetokenizerCard;
import org.sparklavit.diffusion.DetokenizerFolder;
import org.sparklavit.language.Continuation;
import org.sparklavit.language.EmbeddedFeatures;
import org.sparklavit.language.Generator;
import org.sparklavit.language.ModelFolder;
import org.sparklavit.language.Prompt;
import org.sparklavit.pretrain.generate.PromptMaker.Made;
import org.sparklavit.vision.TokenizerCard;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

/** Everything that answers prompts, loaded: the language model, the visual tokenizer, the detokenizer. One thread. */
public final class Answerer implements AutoCloseable {
    private static final int[] NO_CODES = {};
    private static final byte[] NO_IMAGE = {};

    private final GenerateConfig config;
    private final ExportedModel model;
    private final Optional<TrainedTokenizer> tokenizer;
    private final Optional<Detokenizer> detokenizer;
    private final PromptMaker prompts;
    private final Generator generator;

    private Answerer(
            GenerateConfig config,
            ExportedModel model,
            Optional<TrainedTokenizer> tokenizer,
            Optional<Detokenizer> detokenizer) {
        this.config = config;
        this.model = model;
        this.tokenizer = tokenizer;
        this.detokenizer = detokenizer;
        boolean readsFeatures = model.info().featureWidth() > 0;
        Vocabulary ids = model.info().vocabulary();
        prompts = new PromptMaker(
                tokenizer.map(t -> new ImageEmbedder(t, model.merger())),
                new PromptComposer(ids, model.text(), readsFeatures),
                new PromptMaker.Rules(config.task(), config.question(), maxPromptTokens()));
        generator = new Generator(model.model(), new EmbeddedFeatures());
    }

    private int maxPromptTokens() {
        int generated = config.task().isDrawn()
                ? config.imageTokens().maxTokens()
                : config.text().maxTokens();
        return model.model().llama().config().maxPositions() - generated;
    }

    /** What became of a prompt. */
    public sealed interface Outcome {
        /** It was answered. */
        record Good(Answer answer) implements Outcome {}

        /** It could not be. */
        record Bad(ErrorRow error) implements Outcome {}
    }

    /**
     * Checks what {@code config} names without loading weights.
     *
     * @throws ConfigException if something is missing or does not belong together
     */
    public static void check(GenerateConfig config, Storage storage) throws IOException {
        ModelFolder files = ModelFolder.open(storage, config.model());
        ModelFolder.UnifiedInfo info = ExportedModel.info(files, config.model());
        if (config.task().isDrawn()) {
            ExportedModel.checkDraws(files, config.model());
        }
        if (config.tokenizer().isPresent()) {
            TokenizerCard card = new TokenizerFolder(storage, config.tokenizer().get()).card();
            ExportedModel.checkTokenizer(info, card.fingerprint(), config.model());
        }
        if (config.task().isDrawn() && config.detokenizer().isPresent()) {
            checkDetokenizer(
                    info, new DetokenizerFolder(storage, config.detokenizer().get()).card());
        }
    }

    private static void checkDetokenizer(ModelFolder.UnifiedInfo info, DetokenizerCard card) {
        if (!info.tokenizerFingerprint().equals(card.tokenizerFingerprint())) {
            throw new ConfigException("'detokenizer' draws the codes of the tokenizer " + card.tokenizerFingerprint()
                    + " but the model knows those of " + info.tokenizerFingerprint()
                    + ". Give a detokenizer that was trained for the model's tokenizer.");
        }
    }

    /**
     * Loads what {@code config} names.
     *
     * @throws ConfigException if something is missing or does not belong together
     */
    public static Answerer load(GenerateConfig config, Storage storage) throws IOException {
        check(config, storage);
        Optional<TrainedTokenizer> tokenizer = config.tokenizer().isPresent()
                ? Optional.of(new TokenizerFolder(storage, config.tokenizer().get()).load())
                : Optional.empty();
        ExportedModel model = ExportedModel.load(storage, config.model(), tokenizer.map(TrainedTokenizer::card));
        Optional<Detokenizer> detokenizer = config.task().isDrawn()
                        && config.detokenizer().isPresent()
                ? Optional.of(Detokenizer.open(
                        storage, config.detokenizer().get(), config.tokenizer().orElseThrow()))
                : Optional.empty();
        detokenizer.ifPresent(d -> checkLength(config, d));
        return new Answerer(config, model, tokenizer, detokenizer);
    }

    private static void checkLength(GenerateConfig config, Detokenizer detokenizer) {
        if (config.imageTokens().maxTokens() > detokenizer.maxCodes()) {
            throw new ConfigException("'image-tokens.max-tokens' is set to "
                    + config.imageTokens().maxTokens() + " but must be at most " + detokenizer.maxCodes()
                    + ": an image of this tokenizer has no more patches. Lower it.");
        }
    }

    /** Answers {@code rows} at once: one outcome for each, in their order. */
    public List<Outcome> answer(List<PromptRow> rows) {
        List<Made> made = prompts.make(rows);
        List<Made> good = made.stream().filter(one -> one.prompt().isPresent()).toList();
        Iterator<Answer> answers = answersOf(good).iterator();
        List<Outcome> outcomes = new ArrayList<>();
        for (Made one : made) {
            outcomes.add(
                    one.fault().isPresent()
                            ? new Outcome.Bad(one.fault().get().row(one.row().id()))
                            : new Outcome.Good(answers.next()));
        }
        return outcomes;
    }

    private List<Answer> answersOf(List<Made> good) {
        Vocabulary ids = model.info().vocabulary();
        Generator.Request request = config.task().isDrawn()
                ? config.imageTokens().request(ids)
                : config.text().request(ids);
        List<Prompt> asked =
                good.stream().map(one -> one.prompt().orElseThrow()).toList();
        List<Continuation> continuations = generator.generate(asked, request);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < good.size(); i++) {
            answers.add(answer(good.get(i).row(), continuations.get(i)));
        }
        return detokenizer.isPresent() ? drawn(answers) : answers;
    }

    private Answer answer(PromptRow row, Continuation continuation) {
        boolean isDrawn = config.task().isDrawn();
        String text = isDrawn ? "" : model.text().decode(continuation.ids()).strip();
        Vocabulary ids = model.info().vocabulary();
        int[] codes =
                isDrawn ? Arrays.stream(continuation.ids()).map(ids::codeOf).toArray() : NO_CODES;
        String task = config.task().name().toLowerCase(Locale.ROOT);
        int tokens = continuation.ids().length;
        return new Answer(row.id(), task, row.text(), text, codes, tokens, continuation.isStopped(), NO_IMAGE);
    }

    /** The noise of a picture depends on the prompt's id, as the draws of its codes do. */
    private List<Answer> drawn(List<Answer> answers) {
        long[] numbers = answers.stream()
                .mapToLong(answer -> SampleId.shuffleKey(answer.id(), 1))
                .toArray();
        List<RgbImage> pictures = detokenizer
                .orElseThrow()
                .draw(answers.stream().map(Answer::codes).toList(), config.drawing(), numbers);
        List<Answer> drawn = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            drawn.add(answers.get(i).withImage(PngEncoder.encode(pictures.get(i).toBufferedImage())));
        }
        return drawn;
    }

    @Override
    public void close() {
        detokenizer.ifPresent(Detokenizer::close);
        model.close();
        tokenizer.ifPresent(TrainedTokenizer::close);
    }
}
