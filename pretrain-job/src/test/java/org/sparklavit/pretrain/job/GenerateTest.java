package org.sparklavit.pretrain.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.output.OutputFiles;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.diffusion.RandomDetokenizer;
import org.sparklavit.pretrain.generate.Answer;
import org.sparklavit.pretrain.generate.AnswerFiles;
import org.sparklavit.pretrain.generate.GenerateConfig;
import org.sparklavit.pretrain.generate.PromptRow;
import org.sparklavit.pretrain.generate.PromptTable;
import org.sparklavit.pretrain.generate.RandomModel;
import org.sparklavit.vision.ImagedCorpus;
import org.sparklavit.vision.RandomTokenizer;

class GenerateTest {
    private static final int IMAGES = 20;

    @RegisterExtension
    static final LocalSpark SPARK = new LocalSpark();

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
        for (Sample sample : OutputFiles.samples(data.resolve("shards"))) {
            Files.write(data.resolve(sample.key() + ".jpg"), sample.image());
        }
    }

    @Test
    void everyImageOfShardsIsCaptionedWhateverTheBatchesAndParts() throws IOException {
        Map<String, String> captions = captions("one");
        assertThat(captions).hasSize(IMAGES);
        assertThat(captions.values().stream().distinct().count()).isGreaterThan(3);
        assertThat(captions("small", "batch=3", "prompts-per-part=7")).isEqualTo(captions);
        assertThat(folder.resolve("small/data/part-00002.parquet")).exists();
        assertThat(folder.resolve("small/data/part-00003.parquet")).doesNotExist();
    }

    private Map<String, String> captions(String name, String... changes) throws IOException {
        run("caption", name, data.resolve("shards").toString(), changes);
        assertThat(OutputFiles.errors(folder.resolve(name))).isEmpty();
        return AnswerFiles.texts(folder.resolve(name));
    }

    @Test
    void picturesAreDrawnTheSameWhateverTheBatchesAndParts() throws IOException {
        Path prompts = prompts(
                "{\"id\": \"x\", \"prompt\": \"a red circle\"}",
                "{\"id\": \"y\", \"prompt\": \"a blue square\"}",
                "{\"id\": \"z\", \"prompt\": \"a green star\"}",
                "{\"id\": \"x2\", \"prompt\": \"a red circle\"}");
        run("draw", "drawn", prompts.toString(), "detokenizer=" + data.resolve("detokenizer"));
        List<Answer> answers = AnswerFiles.all(folder.resolve("drawn"));
        assertThat(answers).extracting(Answer::id).containsExactly("x", "y", "z", "x2");
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.codes().length).isBetween(4, 16);
            assertThat(answer.image()).startsWith((byte) 0x89, 'P', 'N', 'G');
        });
        // Draws depend on the prompt's id.
        assertThat(answers.get(0).codes()).isNotEqualTo(answers.get(3).codes());
        assertThat(folder.resolve("drawn/pictures")).isDirectoryContaining("glob:**/00003.png");
        assertThat(ImageIO.read(folder.resolve("drawn/sheet.png").toFile()).getWidth())
                .isGreaterThan(400);
        run(
                "draw",
                "again",
                prompts.toString(),
                "detokenizer=" + data.resolve("detokenizer"),
                "batch=1",
                "prompts-per-part=2");
        assertThat(AnswerFiles.all(folder.resolve("again")))
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(answers);
    }

    @Test
    void everyPromptIsARowOrAnErrorRow() throws IOException {
        Files.write(folder.resolve("cut.jpg"), new byte[] {1, 2, 3});
        String image = data.relativize(firstImage()).toString();
        Files.copy(firstImage(), folder.resolve(image));
        Path prompts = prompts(
                "{\"id\": \"good\", \"prompt\": \"a <image> and <image>\", \"images\": [\"" + image + "\", \"" + image
                        + "\"]}",
                "no json",
                "{\"prompt\": \"a red circle\", \"image\": \"gone.jpg\"}",
                "{\"id\": \"cut\", \"prompt\": \"a\", \"image\": \"cut.jpg\"}",
                "{\"id\": \"empty\"}",
                "{\"id\": \"places\", \"prompt\": \"<image> a\"}",
                "{\"id\": \"long\", \"prompt\": \"" + "a ".repeat(60) + "\"}",
                "{\"id\": \"text\", \"prompt\": \"a red\"}");
        run("complete", "out", prompts.toString(), "prompts-per-part=3");
        assertThat(AnswerFiles.texts(folder.resolve("out"))).containsOnlyKeys("good", "text");
        assertThat(OutputFiles.errors(folder.resolve("out")))
                .extracting(ErrorRow::key, ErrorRow::reason)
                .containsExactly(
                        tuple("prompts.jsonl:2", "BAD_LINE"),
                        tuple("prompts.jsonl:3", "MISSING_IMAGE"),
                        tuple("cut", "UNKNOWN_FORMAT"),
                        tuple("empty", "EMPTY_PROMPT"),
                        tuple("places", "IMAGE_COUNT"),
                        tuple("long", "TOO_LONG"));
        assertThat(folder.resolve("out/_manifest.json"))
                .content()
                .contains("\"rowsIn\" : 8", "\"rowsOut\" : 2", "\"errorRows\" : 6");
    }

    @Test
    void everyRowOfATableIsARowOrAnErrorRow() throws IOException {
        byte[] image = Files.readAllBytes(firstImage());
        Path table = folder.resolve("prompts.parquet");
        PromptTable.write(
                table,
                List.of(
                        new PromptRow("", "", List.of(image)),
                        new PromptRow("no image", "a red circle", List.of()),
                        new PromptRow("broken", "", List.of(new byte[] {1, 2, 3})),
                        new PromptRow("", "", List.of()),
                        new PromptRow("good", "a red", List.of(image))));
        run("caption", "out", table.toString(), "prompts-per-part=3");
        assertThat(AnswerFiles.texts(folder.resolve("out"))).containsOnlyKeys("prompts.parquet:1", "good");
        assertThat(OutputFiles.errors(folder.resolve("out")))
                .extracting(ErrorRow::key, ErrorRow::reason)
                .containsExactly(
                        tuple("no image", "MISSING_IMAGE"),
                        tuple("broken", "UNKNOWN_FORMAT"),
                        tuple("prompts.parquet:4", "MISSING_IMAGE"));
    }

    @Test
    void aRunThatWasCutOffGoesOnAndEndsWithTheSameBytes() throws IOException {
        String[] changes = {"prompts-per-part=6", "batch=4"};
        run("caption", "out", data.resolve("shards").toString(), changes);
        Map<String, byte[]> whole = OutputFiles.all(folder.resolve("out"));
        Files.delete(folder.resolve("out/_manifest.json"));
        Files.delete(folder.resolve("out/data/part-00002.parquet"));
        Path kept = folder.resolve("out/data/part-00001.parquet");
        var time = Files.getLastModifiedTime(kept);
        run("caption", "out", data.resolve("shards").toString(), changes);
        OutputFiles.assertSame(OutputFiles.all(folder.resolve("out")), whole);
        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(time);
        assertThatThrownBy(() -> run("caption", "out", data.resolve("shards").toString(), "prompts-per-part=5"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("already holds the output of another run");
    }

    @Test
    void otherWeightsOfTheSameSizeAreAnotherRun() throws IOException {
        run("caption", "out", data.resolve("shards").toString());
        Path weights = data.resolve("model/model.safetensors");
        byte[] before = Files.readAllBytes(weights);
        byte[] trained = before.clone();
        trained[trained.length - 1] ^= 1;
        Files.write(weights, trained);
        try {
            assertThatThrownBy(
                            () -> run("caption", "out", data.resolve("shards").toString()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("already holds the output of another run: the model was");
        } finally {
            Files.write(weights, before);
        }
    }

    @Test
    void onePromptIsAnsweredWithoutSpark() throws Exception {
        List<String> arguments = arguments("draw", "one");
        arguments.addAll(List.of("prompt=a red circle", "samples=3", "detokenizer=" + data.resolve("detokenizer")));
        new Generate().run(load(arguments));
        assertThat(folder.resolve("one/answers.json")).content().contains("\"id\" : \"prompt-2\"");
        assertThat(folder.resolve("one/pictures")).isDirectoryContaining("glob:**/00002.png");
        assertThatThrownBy(() -> new Generate().run(load(arguments)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("output = " + folder.resolve("one")
                        + " already holds something; remove it, or name another folder");
    }

    @Test
    void aQuestionIsPutAsConfigured() throws Exception {
        List<String> arguments = arguments("answer", "answered");
        arguments.addAll(List.of("prompt=red", "image=" + firstImage(), "question=a {} circle"));
        new Generate().run(load(arguments));
        String answered = Files.readString(folder.resolve("answered/answers.json"));
        List<String> completed = arguments("complete", "completed");
        completed.addAll(List.of("prompt=a red circle", "image=" + firstImage()));
        new Generate().run(load(completed));
        assertThat(text(answered)).isEqualTo(text(Files.readString(folder.resolve("completed/answers.json"))));
    }

    private static String text(String json) {
        return json.lines()
                .filter(line -> line.contains("\"text\""))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void mistakesAreNamed() throws IOException {
        assertThatThrownBy(() -> load(new ArrayList<>(List.of("task=draw", "model=m"))))
                .hasMessageContaining("'input' is missing, and so is a prompt: give either 'input' or one prompt by"
                        + " 'prompt', 'image' or 'images'");
        assertThatThrownBy(() -> load(new ArrayList<>(List.of("task=caption", "model=m", "image=f"))))
                .hasMessageContaining("'tokenizer' is missing but images are to be read or drawn");
        List<String> gone = arguments("caption", "gone");
        gone.add("image=" + folder.resolve("no.jpg"));
        assertThatThrownBy(() -> new Generate().run(load(gone)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("there is no image " + folder.resolve("no.jpg") + ". Give the path of an image file.");
        List<String> foreign = arguments("draw", "foreign");
        foreign.addAll(List.of("prompt=a", "detokenizer=" + foreignDetokenizer()));
        assertThatThrownBy(() -> new Generate().plan(load(foreign).value()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "'detokenizer' draws the codes of the tokenizer beef but the model knows those of");
        List<String> longer = arguments("draw", "long");
        longer.addAll(List.of("prompt=a", "image-tokens.max-tokens=40", "detokenizer=" + data.resolve("detokenizer")));
        assertThatThrownBy(() -> new Generate().run(load(longer)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("'image-tokens.max-tokens' is set to 40 but must be at most 16: an image of this tokenizer"
                        + " has no more patches. Lower it.");
    }

    private Path foreignDetokenizer() throws IOException {
        String card = Files.readString(data.resolve("detokenizer/detokenizer.conf"));
        String own = card.replaceAll("(?s).*fingerprint *= *\"?([0-9a-f]+).*", "$1");
        Files.createDirectories(folder.resolve("foreign-detokenizer"));
        Files.writeString(folder.resolve("foreign-detokenizer/detokenizer.conf"), card.replace(own, "beef"));
        return folder.resolve("foreign-detokenizer");
    }

    private static Path firstImage() throws IOException {
        try (var files = Files.list(data)) {
            return files.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path prompts(String... lines) throws IOException {
        return Files.writeString(folder.resolve("prompts.jsonl"), String.join("\n", lines) + "\n");
    }

    private void run(String task, String output, String input, String... changes) throws IOException {
        List<String> arguments = arguments(task, output);
        arguments.add("input=" + input);
        arguments.addAll(List.of(changes));
        Generate.run(SPARK.context(), load(arguments));
    }

    private List<String> arguments(String task, String output) {
        return new ArrayList<>(List.of(
                "task=" + task,
                "model=" + data.resolve("model"),
                "tokenizer=" + data.resolve("tokenizer"),
                "output=" + folder.resolve(output),
                "text.max-tokens=10",
                "image-tokens.min-tokens=4",
                "image-tokens.max-tokens=16",
                "drawing.steps=2"));
    }

    private static Loaded<GenerateConfig> load(List<String> arguments) {
        return ConfigLoader.load(GenerateConfig.class, null, arguments);
    }
}
