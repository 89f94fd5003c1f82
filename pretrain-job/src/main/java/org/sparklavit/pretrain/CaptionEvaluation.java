package org.sparklavit.pretrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.scene.ColouredShape;
import org.sparklavit.data.scene.SceneColour;
import org.sparklavit.data.scene.SceneShape;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.language.Generator;
import org.sparklavit.language.Generator.Limits;
import org.sparklavit.language.ModelFolder;
import org.sparklavit.language.ModelFolder.UnifiedInfo;
import org.sparklavit.language.Sampler;
import org.sparklavit.language.TextTokenizer;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.pretrain.CaptionReport.Answer;
import org.sparklavit.pretrain.CaptionReport.Example;
import org.sparklavit.tensor.FrozenParameters;

/** Lets an exported model caption the images of a dump of drawn scenes, greedily, and compares with the truth. */
public final class CaptionEvaluation {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** One example with one object, one with two, one with three. */
    private static final int EXAMPLES = 3;

    private final EvaluateCaptionsConfig config;
    private final Storage storage;

    /** Evaluates what {@code config} names. */
    public CaptionEvaluation(EvaluateCaptionsConfig config, Storage storage) {
        this.config = config;
        this.storage = storage;
    }

    /** A row with the objects that its image shows. */
    private record Scene(TokenRow row, List<ColouredShape> objects) {}

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
        boolean isContinuous = info.featureWidth() > 0;
        TokenDump dump = TokenDump.open(storage, config.input(), isContinuous);
        if (!dump.metadata().tokenizerFingerprint().equals(info.tokenizerFingerprint())) {
            throw new ConfigException("input = " + config.input() + " was made by the tokenizer "
                    + dump.metadata().tokenizerFingerprint() + " but the model knows the codes of "
                    + info.tokenizerFingerprint() + ". Tokenize the images with the model's tokenizer.");
        }
        UnifiedModel model = new UnifiedModel(folder.config().config(), info.vocabulary(), info.featureWidth());
        try (FrozenParameters parameters = FrozenParameters.initialize(model.parameters(), 0);
                TextTokenizer text = folder.tokenizer(Optional.empty())) {
            folder.readInto(model, 0);
            return caption(model, text, isContinuous, dump);
        }
    }

    private CaptionReport caption(UnifiedModel model, TextTokenizer text, boolean isContinuous, TokenDump dump) {
        SequenceConfig sequences = new SequenceConfig(model.llama().config().maxPositions(), LongSamples.CUT);
        Condition condition = isContinuous ? Condition.CONTINUOUS : Condition.DISCRETE;
        SequenceBuilder builder =
                new SequenceBuilder(model.vocabulary(), text, sequences, new Objective.Unified(condition, false));
        Generator generator = new Generator(model);
        List<Scene> single = new ArrayList<>();
        Map<Integer, Scene> examples = new TreeMap<>();
        choose(dump, single, examples);
        List<Answer> answers = new ArrayList<>();
        for (int from = 0; from < single.size(); from += config.batch()) {
            List<Scene> batch = single.subList(from, Math.min(single.size(), from + config.batch()));
            List<String> captions = captions(generator, builder, text, batch);
            for (int i = 0; i < batch.size(); i++) {
                answers.add(new Answer(batch.get(i).objects().get(0), captions.get(i)));
            }
        }
        List<Scene> shown = List.copyOf(examples.values());
        List<String> captions = captions(generator, builder, text, shown);
        List<Example> written = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            TokenRow row = shown.get(i).row();
            written.add(new Example(row.key(), shown.get(i).objects().size(), row.caption(), captions.get(i)));
        }
        return CaptionReport.of(answers, written);
    }

    private List<String> captions(
            Generator generator, SequenceBuilder builder, TextTokenizer text, List<Scene> scenes) {
        List<TokenSequence> prompts =
                scenes.stream().map(scene -> builder.imagePrompt(scene.row())).toList();
        Limits limits = Limits.text(builder.vocabulary(), config.maxTokens());
        return generator.generate(prompts, limits, new Sampler.Greedy()).stream()
                .map(text::decode)
                .map(String::strip)
                .toList();
    }

    /** The scenes with one object, and the first scene with one, two and three. */
    private void choose(TokenDump dump, List<Scene> single, Map<Integer, Scene> examples) {
        for (int shard = 0; shard < dump.shards(); shard++) {
            try (ShardSource.Rows<TokenRow> rows = dump.open(shard, 0)) {
                while (rows.hasNext() && single.size() < config.images()) {
                    TokenRow row = rows.next();
                    Scene scene = new Scene(row, objects(row));
                    if (scene.objects().size() <= EXAMPLES) {
                        examples.putIfAbsent(scene.objects().size(), scene);
                    }
                    if (scene.objects().size() == 1) {
                        single.add(scene);
                    }
                }
            }
        }
        if (single.isEmpty()) {
            throw new ConfigException("input = " + config.input() + " has no image that shows exactly one object."
                    + " Give a dump of a corpus that generate-corpus has drawn.");
        }
    }

    private List<ColouredShape> objects(TokenRow row) {
        List<ColouredShape> objects = new ArrayList<>();
        try {
            for (JsonNode object : JSON.readTree(row.metadataJson()).path("objects")) {
                objects.add(new ColouredShape(
                        SceneColour.valueOf(word(object, "colour")), SceneShape.valueOf(word(object, "shape"))));
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ConfigException("input = " + config.input() + ": the metadata of the row '" + row.key()
                    + "' are no drawn scene (" + e.getMessage()
                    + "). Give a dump of a corpus that generate-corpus has drawn.");
        }
        return objects;
    }

    private static String word(JsonNode object, String key) {
        return object.path(key).asText().toUpperCase(Locale.ROOT);
    }
}
