package org.sparklavit.pretrain.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.language.StoredFeatures;
import org.sparklavit.language.training.HeldOutRows;
import org.sparklavit.language.training.OnlineFeatures;
import org.sparklavit.language.training.StreamPerplexity;
import org.sparklavit.pretrain.OpenSources;
import org.sparklavit.pretrain.generate.ExportedModel;
import org.sparklavit.report.HtmlPage.Figure;
import org.sparklavit.vision.TokenizerCard;
import org.sparklavit.vision.TokenizerFolder;

/** What held-out ids cost a model: captions behind their images, captions with the codes behind them, plain texts. */
final class Perplexity {
    /** The defaults of pretraining, so that with these the rows are those that it has held out. */
    private static final OpenSources.Reading READING = new OpenSources.Reading(0, 1, 1, 1024);

    private final Storage storage;
    private final EvaluateConfig config;

    private Perplexity(Storage storage, EvaluateConfig config) {
        this.storage = storage;
        this.config = config;
    }

    static Section of(Storage storage, EvaluateConfig config) throws IOException {
        return new Perplexity(storage, config).section();
    }

    private Section section() throws IOException {
        TokenizerFolder folder = new TokenizerFolder(storage, config.tokenizer());
        TokenizerCard card = folder.card();
        try (ExportedModel model = ExportedModel.load(storage, config.model(), Optional.of(card))) {
            HeldOutRows rows = rows(model, card);
            if (model.merger().isPresent()) {
                try (OnlineFeatures features = new OnlineFeatures(folder.load(), model.merger())) {
                    return section(StreamPerplexity.losses(model.model(), features, rows, config.batch()));
                }
            }
            return section(StreamPerplexity.losses(model.model(), new StoredFeatures(), rows, config.batch()));
        }
    }

    private HeldOutRows rows(ExportedModel model, TokenizerCard card) throws IOException {
        boolean isContinuous = model.info().featureWidth() > 0;
        // Codes of a condition are no text that anybody asks for: only what follows them counts.
        Objective objective = new Objective.Unified(isContinuous ? Condition.CONTINUOUS : Condition.DISCRETE, false);
        SequenceConfig sequences = new SequenceConfig(config.perplexity().window(), LongSamples.CUT);
        OpenSources sources = new OpenSources(
                storage,
                new OpenSources.Settings(
                        config.perplexity().root(), objective, model.merger().isPresent()),
                config.perplexity().sources());
        Optional<TokenMetadata> tokens = sources.tokens();
        if (tokens.isPresent() && !tokens.get().tokenizerFingerprint().equals(card.fingerprint())) {
            throw new ConfigException("'perplexity.sources' holds codes of the tokenizer "
                    + tokens.get().tokenizerFingerprint() + " but 'tokenizer' is " + card.fingerprint()
                    + ". Tokenize the held-out images with the model's tokenizer.");
        }
        SequenceBuilder builder = new SequenceBuilder(model.info().vocabulary(), model.text(), sequences, objective);
        return new HeldOutRows(
                sources.alone(builder, READING, sequences), config.perplexity().rows(), 0, 1);
    }

    private static Section section(Map<String, Double> losses) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        List<Figure> figures = new ArrayList<>();
        losses.forEach((stream, loss) -> {
            json.putObject(stream).put("loss", loss).put("perplexity", Math.exp(loss));
            figures.add(Figure.of("%.2f", Math.exp(loss), "of " + stream));
        });
        return new Section(
                "perplexity",
                "Perplexity of held-out ids",
                json,
                figures,
                List.of(
                        "image_text: captions behind their images; text_image: captions and the codes behind them; text:"
                                + " plain text. Codes and words are different alphabets, so compare a stream with itself only."),
                List.of());
    }
}
