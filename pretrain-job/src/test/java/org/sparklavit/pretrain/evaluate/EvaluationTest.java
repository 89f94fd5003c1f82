package org.sparklavit.pretrain.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;
import org.sparklavit.diffusion.RandomDetokenizer;
import org.sparklavit.pretrain.PretrainConfig;
import org.sparklavit.pretrain.PretrainRank;
import org.sparklavit.pretrain.generate.RandomModel;
import org.sparklavit.vision.ImagedCorpus;
import org.sparklavit.vision.RandomTokenizer;

class EvaluationTest {
    private static final Storage STORAGE = Storage.local();
    private static final int IMAGES = 20;
    private static final String SOURCES =
            "[{type=image-text, path=tokens, images=shards}, {type=text-image, path=tokens}]";

    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeModels() throws IOException {
        RandomTokenizer.write(data.resolve("tokenizer"));
        RandomDetokenizer.write(data.resolve("detokenizer"), data.resolve("tokenizer"));
        RandomModel.write(data.resolve("model"), data.resolve("tokenizer"), true);
        ImagedCorpus.write(data, data.resolve("tokenizer").toString(), 1, IMAGES);
    }

    @Test
    void everythingIsMeasuredIntoOneFileAndOnePage() throws IOException {
        String console = run("all", "detokenizer=" + data.resolve("detokenizer"));
        JsonNode json = json("all");
        assertThat(json.at("/captioning/images").asInt()).isEqualTo(IMAGES);
        assertThat(json.at("/captioning/bleu4").asDouble()).isBetween(0.0, 1.0);
        assertThat(json.at("/captioning/oneObject/images").asInt()).isEqualTo(IMAGES);
        assertThat(json.at("/reconstruction/featureCosine").asDouble()).isBetween(-1.0, 1.0);
        assertThat(json.at("/reconstruction/psnr").asDouble()).isBetween(1.0, 40.0);
        assertThat(json.at("/reconstruction/ssim").asDouble()).isBetween(-1.0, 1.0);
        assertThat(json.at("/reconstruction/frechetDistance").asDouble())
                .isGreaterThan(
                        json.at("/reconstruction/frechetDistanceOfTrueHalves").asDouble());
        assertThat(json.at("/drawing/captions").asInt()).isEqualTo(8);
        for (String measure : List.of("reconstruction", "drawing")) {
            assertThat(json.at("/" + measure + "/oneObject/colour").asDouble(-1))
                    .isBetween(0.0, 1.0);
            assertThat(json.at("/" + measure + "/oneObjectInTruePictures/colour")
                            .asDouble())
                    .isGreaterThanOrEqualTo(0.9);
        }
        assertThat(json.at("/perplexity/image_text/perplexity").asDouble())
                .isCloseTo(Math.exp(json.at("/perplexity/image_text/loss").asDouble()), within(1e-9));
        assertThat(json.path("perplexity").properties()).hasSize(2);
        assertThat(console).contains("BLEU-4", "PSNR", "of image_text", "evaluation.html");
        String page = Files.readString(folder.resolve("all/evaluation.html"));
        assertThat(page)
                .contains("Captions of held-out images", "redrawn from its tokens", "data:image/png;base64,")
                .doesNotContain("src=\"http", "href=");
    }

    @Test
    void withoutADetokenizerNoPixelsAreMeasured() throws IOException {
        run("codes");
        assertThat(json("codes").at("/reconstruction/psnr").isMissingNode()).isTrue();
        assertThat(json("codes").at("/drawing/tokensPerImage").asDouble()).isBetween(4.0, 16.0);
        assertThat(Files.readString(folder.resolve("codes/evaluation.html")))
                .contains("No detokenizer was given, so there are codes but no pictures.");
    }

    @Test
    void perplexityIsThatOfTheTrainingLog() throws IOException {
        PretrainConfig config = ConfigLoader.load(
                        PretrainConfig.class,
                        Path.of("src/test/resources/pretrain-online.conf"),
                        List.of(
                                "input=" + data,
                                "output=" + folder.resolve("pretrained"),
                                "online-features={tokenizer=tokenizer, merger=trained}",
                                "objective={type=unified, supervise-image-condition=false}",
                                "model={width=32, blocks=2, heads=2, mlp-width=64, max-positions=64}"))
                .value();
        PretrainRank.of(config, STORAGE).run(new SoloCollective(), line -> {});
        run(
                "trained",
                "measure=[perplexity]",
                "model=" + folder.resolve("pretrained/export"),
                "perplexity={root=\"" + data + "\", sources=[{type=image-text, path=tokens, images=shards}],"
                        + " window=48, rows=2}");
        List<String> log = Files.readAllLines(folder.resolve("pretrained/metrics.jsonl"));
        double logged = new ObjectMapper()
                .readTree(log.get(log.size() - 1))
                .path("heldOut_image_text")
                .asDouble();
        assertThat(json("trained").at("/perplexity/image_text/loss").asDouble()).isCloseTo(logged, within(1e-5));
    }

    @Test
    void anotherTokenizerAndAFullFolderAreRefused() throws IOException {
        Path other = folder.resolve("tokenizer");
        Files.createDirectories(other);
        String card = Files.readString(data.resolve("tokenizer/tokenizer.conf"));
        String own = card.replaceAll("(?s).*fingerprint *= *\"?([0-9a-f]+).*", "$1");
        Files.writeString(other.resolve("tokenizer.conf"), card.replace(own, "beef"));
        assertThatThrownBy(() -> run("refused", "tokenizer=" + other))
                .isInstanceOf(ConfigException.class)
                .hasMessage("model = " + data.resolve("model") + " knows the codes of the tokenizer " + own
                        + " but 'tokenizer' is beef. Give the tokenizer that made the model's training tokens.");
        Files.createDirectories(folder.resolve("full/something"));
        assertThatThrownBy(() -> run("full"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("output = " + folder.resolve("full")
                        + " already holds something; remove it, or name another folder");
    }

    private JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(Files.readString(folder.resolve(name).resolve("evaluation.json")));
    }

    private String run(String name, String... changes) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "model=" + data.resolve("model"),
                "tokenizer=" + data.resolve("tokenizer"),
                "shards=" + data.resolve("shards"),
                "output=" + folder.resolve(name),
                "drawings=8",
                "text.max-tokens=8",
                "image-tokens={min-tokens=4, max-tokens=16}",
                "drawing.steps=2",
                "batch=8",
                "perplexity={root=\"" + data + "\", sources=" + SOURCES + ", window=48, rows=2}"));
        arguments.addAll(List.of(changes));
        EvaluateConfig config =
                ConfigLoader.load(EvaluateConfig.class, null, arguments).value();
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        new Evaluation(STORAGE, config).run(new PrintStream(console, true, StandardCharsets.UTF_8), "");
        return console.toString(StandardCharsets.UTF_8);
    }
}
