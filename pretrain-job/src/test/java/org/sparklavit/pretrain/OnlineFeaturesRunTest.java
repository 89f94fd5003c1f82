package org.sparklavit.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.LocalCollective;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.vision.ImagedCorpus;
import org.sparklavit.vision.RandomTokenizer;

/** Whole runs whose images are encoded while training, beside such that read features from the dump. */
class OnlineFeaturesRunTest {
    private static final Storage STORAGE = Storage.local();
    private static final Path CONFIG = Path.of("src/test/resources/pretrain-online.conf");
    private static final String MERGER = "export/causal_encoder.safetensors";
    private static final String FROM_DUMP = "dump";
    private static final String MODEL = "model={width=32, blocks=2, heads=2, mlp-width=64, max-positions=64}";
    /** Two blocks of 12 832, and two norms. */
    private static final long MERGER_PARAMETERS = 25_792;

    private static final String TRAINED = "online-features.merger=trained";
    /** Of losses of about 4; the dump's features are rounded to bfloat16. Seen: 3.4e-4, with other corpora 3.8e-5 to 1.1e-3. */
    private static final double ROUNDED = 1e-3;

    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeCorpus() throws IOException {
        RandomTokenizer.write(data.resolve("tokenizer"));
        ImagedCorpus.write(data, data.resolve("tokenizer").toString(), 2, 40);
    }

    @Test
    void frozenFeaturesTrainAsThoseOfTheDump() throws Exception {
        train("online", 1);
        train(FROM_DUMP, 1);
        List<JsonNode> online = figures("online");
        List<JsonNode> dump = figures(FROM_DUMP);
        for (int line = 0; line < 2; line++) {
            for (String figure : List.of("loss", "image_text", "text_image")) {
                assertThat(online.get(line).get(figure).asDouble())
                        .isCloseTo(dump.get(line).get(figure).asDouble(), within(ROUNDED));
            }
        }
        assertThat(folder.resolve("online").resolve(MERGER)).doesNotExist();
    }

    @Test
    void aTrainedMergerMovesAndIsExported() throws Exception {
        train("trained", 1, TRAINED);
        Path exported = folder.resolve("trained").resolve(MERGER);
        try (SafeTensors own = SafeTensors.open(exported);
                SafeTensors first = SafeTensors.open(data.resolve("tokenizer/tokenizer.safetensors"))) {
            Set<String> expected = first.names().stream()
                    .filter(name -> name.startsWith("causal_encoder."))
                    .collect(Collectors.toSet());
            assertThat(Set.copyOf(own.names())).isEqualTo(expected);
        }
        assertThat(last(figures("trained")).get("heldOut_image_text").asDouble())
                .isNotEqualTo(last(lossesOfFrozen()).get("heldOut_image_text").asDouble());
        // Another run goes on from both.
        Path export = folder.resolve("trained/export");
        String from = "init-from=" + export;
        train("next", 1, TRAINED, from, "training.steps=1", "training.optimizer.learning-rate=1e-9");
        assertThat(Files.readAllBytes(exported))
                .hasSameSizeAs(Files.readAllBytes(folder.resolve("next").resolve(MERGER)));
        assertThat(last(figures("next")).get("heldOut_image_text").asDouble())
                .isCloseTo(last(figures("trained")).get("heldOut_image_text").asDouble(), within(ROUNDED));
        refuses(from)
                .hasMessage("the model of 'init-from' was trained with a merger of its own, but"
                        + " 'online-features.merger' is not trained: its projection would read features that it does not"
                        + " know. Set 'online-features = { tokenizer = ..., merger = trained }'.");
    }

    @Test
    void aResumedRunHasTheBitsOfTheUninterruptedOne() throws Exception {
        train("whole", 2, TRAINED);
        train("cut", 2, TRAINED);
        Files.delete(folder.resolve("cut/checkpoints/step-00000006/manifest.json"));
        train("cut", 2, TRAINED);
        for (String file : List.of(MERGER, "export/model.safetensors", "export/vit_proj.safetensors")) {
            assertThat(folder.resolve("cut").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
        assertThat(last(figures("cut")).get("loss"))
                .isEqualTo(last(figures("whole")).get("loss"));
    }

    @Test
    void recomputedBlocksTrainTheSameMerger() throws Exception {
        train("plain", 1, TRAINED);
        train("recomputed", 1, TRAINED, "activation-checkpointing=true");
        assertThat(folder.resolve("recomputed").resolve(MERGER))
                .hasSameBinaryContentAs(folder.resolve("plain").resolve(MERGER));
    }

    @Test
    void emuPredictsFeaturesThatAreComputed() throws Exception {
        train("emu", 1, "objective={type=emu}");
        assertThat(last(figures("emu")).get("text_image_regression").asDouble()).isPositive();
        refuses(TRAINED, "objective={type=emu}")
                .hasMessageContaining("'online-features.merger' is set to trained, but with 'objective.type = emu'");
    }

    @Test
    void captionsComeOfTheTrainedMerger() throws Exception {
        train("captions", 1, TRAINED);
        assertThatThrownBy(() -> captions(Optional.empty(), Optional.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("model = " + folder.resolve("captions/export") + " was trained with a merger of its own, so"
                        + " the features in the dump are not those that it knows. Set 'shards' and 'tokenizer'.");
        CaptionReport report = captions(
                Optional.of(data.resolve("shards").toString()),
                Optional.of(data.resolve("tokenizer").toString()));
        assertThat(report.examples()).hasSize(1);
    }

    @Test
    void anotherTokenizerIsRefused() throws IOException {
        Path other = folder.resolve("tokenizer");
        Files.createDirectories(other);
        String card = Files.readString(data.resolve("tokenizer/tokenizer.conf"));
        String own = card.replaceAll("(?s).*fingerprint *= *\"?([0-9a-f]+).*", "$1");
        Files.writeString(other.resolve("tokenizer.conf"), card.replace(own, "beef"));
        refuses("online-features.tokenizer=" + other)
                .hasMessage("'online-features.tokenizer' is set to " + other + ", which has the fingerprint beef, but"
                        + " the dumps were made by " + own + ". Name the tokenizer that made them.");
    }

    @Test
    void imagesAreAskedFor() {
        refuses("sources=[{type=image-text,path=tokens}]")
                .hasMessageContaining("'sources' has the image_text source tokens without 'images', but with"
                        + " 'online-features' its features are computed of them: name the output folder of shard that"
                        + " tokenize has read");
    }

    @Test
    void thePlanTellsWhatIsLoadedAndTrained() throws IOException {
        String frozen = PretrainRank.plan(config("plan"), STORAGE);
        String trained = PretrainRank.plan(config("plan", TRAINED), STORAGE);
        assertThat(frozen).contains("features   computed of the images; the merger is frozen", "  encoder ");
        assertThat(trained).contains("features   computed of the images; the merger is trained");
        assertThat(parameters(trained) - parameters(frozen)).isEqualTo(MERGER_PARAMETERS);
    }

    private static long parameters(String plan) {
        String line = plan.lines().findFirst().orElseThrow();
        return Long.parseLong(
                line.replaceAll("model +([0-9,]+) parameters.*", "$1").replace(",", ""));
    }

    private List<JsonNode> lossesOfFrozen() throws Exception {
        train("frozen", 1);
        return figures("frozen");
    }

    private CaptionReport captions(Optional<String> shards, Optional<String> tokenizer) throws IOException {
        return new CaptionEvaluation(
                        new EvaluateCaptionsConfig(
                                folder.resolve("captions/export").toString(),
                                data.resolve("tokens").toString(),
                                shards,
                                tokenizer,
                                Optional.empty(),
                                4,
                                4,
                                4),
                        STORAGE)
                .run();
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refuses(String... changes) {
        return assertThatThrownBy(() -> PretrainRank.of(config("refused", changes), STORAGE))
                .isInstanceOf(ConfigException.class);
    }

    private void train(String name, int world, String... changes) throws Exception {
        PretrainRank run = PretrainRank.of(config(name, changes), STORAGE);
        List<Collective> ranks = world == 1 ? List.of(new SoloCollective()) : List.copyOf(LocalCollective.group(world));
        ExecutorService threads = Executors.newFixedThreadPool(world);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (Collective rank : ranks) {
                done.add(threads.submit(() -> {
                    run.run(rank, line -> {});
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private List<JsonNode> figures(String name) throws IOException {
        List<JsonNode> figures = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
            figures.add(new ObjectMapper().readTree(line));
        }
        return figures;
    }

    private static JsonNode last(List<JsonNode> lines) {
        return lines.get(lines.size() - 1);
    }

    private PretrainConfig config(String name, String... changes) {
        List<String> arguments = new ArrayList<>(List.of("input=" + data, "output=" + folder.resolve(name)));
        if (!name.equals(FROM_DUMP)) {
            arguments.add("online-features={tokenizer=tokenizer}");
        }
        if (Stream.of(changes).noneMatch(change -> change.startsWith("init-from"))) {
            arguments.add(MODEL);
        }
        arguments.addAll(List.of(changes));
        return ConfigLoader.load(PretrainConfig.class, CONFIG, arguments).value();
    }
}
