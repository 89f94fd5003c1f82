package org.sparklavit.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.collective.SoloCollective;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.io.Storage;

class PretrainRankTest {
    private static final Storage STORAGE = Storage.local();
    private static final Path CONFIG = Path.of("src/test/resources/pretrain.conf");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeData() throws IOException {
        SceneDump.write(folder.resolve("train"), "f00d", 2, 300, true);
        SceneDump.write(folder.resolve("heldout"), "f00d", 1, 120, true);
        SceneDump.writeText(folder.resolve("text/train.jsonl"), 64);
    }

    @Test
    void learnsToNameWhatItSeesAndExportsTheModel() throws IOException {
        List<String> said = new ArrayList<>();
        PretrainRank.of(config(), STORAGE).run(new SoloCollective(), said::add);
        assertThat(said).last().isEqualTo("the model is in " + folder.resolve("out/export"));

        JsonNode summary = new ObjectMapper().readTree(Files.readString(folder.resolve("out/summary.json")));
        for (String stream : List.of("image_text", "text_image", "text")) {
            JsonNode losses = summary.at("/streams/" + stream);
            assertThat(losses.get("lastLoss").asDouble())
                    .isLessThan(losses.get("firstLoss").asDouble());
        }
        assertThat(summary.at("/heldOut/image_text").asDouble()).isPositive();

        CaptionReport report = new CaptionEvaluation(
                        new EvaluateCaptionsConfig(
                                folder.resolve("out/export").toString(),
                                folder.resolve("heldout").toString(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                64,
                                32,
                                8),
                        STORAGE)
                .run();
        assertThat(report.colour()).isGreaterThan(2 * report.chanceColour());
        assertThat(report.shape()).isGreaterThan(2 * report.chanceShape());
        assertThat(report.examples()).hasSize(2);
        assertThat(report.text()).contains("colour right in ").contains("    written  a ");
    }

    /** What SceneDump wrote: the caption names each code, colour * 8 + shape. */
    @Test
    void aPlanShowsPackedRowsAsTextAndIdsWithTheLossMask() throws IOException {
        String plan = PretrainRank.of(
                        config("show-rows=8", "objective={type=unified,supervise-image-condition=false}"), STORAGE)
                .plan();
        String shown = plan.substring(plan.indexOf("rows of the first step"));
        assertThat(shown).containsPattern("row 0: \\d+ documents in [23]\\d of 32 positions, \\d+ of them with loss");
        assertThat(shown.split("\nrow ", -1))
                .as("eight rows and what is before them")
                .hasSize(9);
        assertThat(shown)
                .contains("  text  ", "  image_text  scenes/", "  text_image  scenes/", "features of width 16");
        Matcher document = Pattern.compile(
                        "image_text .*\\n +raw +(.*)\\n +decoded +\\[IMG] (.*) \\[/IMG] (.*) \\[END]\\n"
                                + " +image .*\\n +ids +19 .*\\n +loss +([.# ]+)\\n")
                .matcher(shown);
        assertThat(document.find()).as(shown).isTrue();
        String[] codes = document.group(2).split(" ", -1);
        assertThat(document.group(3)).as("what is decoded").isEqualTo(document.group(1));
        assertThat(document.group(1).split(" ", -1))
                .as("a colour and a shape, with articles")
                .hasSize(3 * codes.length);
        String mask = document.group(4).replace(" ", "");
        assertThat(mask).matches("\\.{" + (codes.length + 1) + "}#+");
    }

    @Test
    void anExportedModelContinuesElsewhere() throws IOException {
        run("training.steps=2");
        Path export = folder.resolve("out/export");
        PretrainRank next = PretrainRank.of(
                load(
                        "src/test/resources/pretrain-from.conf",
                        "output=" + folder.resolve("next"),
                        "init-from=" + export,
                        "training.steps=1"),
                STORAGE);
        assertThat(next.plan()).contains("vocabulary 85 ids: 19 text, 2 marks, 64 codes");
        next.run(new SoloCollective(), line -> {});
        assertThat(folder.resolve("next/export/model.safetensors")).isNotEmptyFile();
    }

    @Test
    void thePlanTellsWhatItCosts() throws IOException {
        String plan = PretrainRank.of(config("world-size=2", "training.micro-batch=4"), STORAGE)
                .plan();
        assertThat(plan.replace(folder.toString(), "FOLDER")).isEqualTo("""
                        model      26,624 parameters: 2 blocks of width 32, 2 heads over 2 groups
                        vocabulary 85 ids: 19 text, 2 marks, 64 codes
                        source     image_text, 50% of samples, train
                        source     text_image, 25% of samples, train
                        source     text, 25% of samples, text/train.jsonl
                        step       16 rows of 32 tokens = up to 512 tokens, on 2 ranks with 2 micro-batches of 4 each
                        run        240 steps = up to 122,880 tokens, 16 lanes
                        memory     per rank about 1.2 MiB
                          weights       0.1 MiB  float32, whole on every rank
                          gradients     0.1 MiB  float32, whole on every rank
                          moments       0.1 MiB  1/2 of two arrays
                          blocks        0.7 MiB  all 2; activation-checkpointing = true keeps one
                          head          0.1 MiB  scores of every id, if every token is a target
                          mask          0.0 MiB  who attends to whom
                        write      FOLDER/out""");
    }

    @Test
    void sevenBillionParametersArePlannedOnPaper() throws IOException {
        PretrainConfig full = ConfigLoader.load(
                        PretrainConfig.class, Path.of("../conf/pretrain-full.conf"), List.of("input=" + folder))
                .value();
        assertThat(PretrainRank.plan(full, STORAGE).replace(folder.toString(), "FOLDER"))
                .isEqualTo("""
                        on paper   because no token dump in FOLDER/tokens/captions (nothing is there:\
                         FOLDER/tokens/captions). Give a folder that tokenize has written.
                        model      7,276,688,384 parameters: 32 blocks of width 4096, 32 heads over 32 groups
                        vocabulary 48,386 ids: 32,000 text, 2 marks, 16,384 codes
                        features   computed of the images; the merger is trained
                        source     image_text, 45% of samples, tokens/captions
                        source     text_image, 45% of samples, tokens/aesthetics
                        source     text, 10% of samples, text/*.jsonl.zst
                        step       1,024 rows of 2,048 tokens = up to 2,097,152 tokens, on 64 ranks with 4\
                         micro-batches of 4 each
                        run        50,000 steps = up to 104,857,600,000 tokens, 256 lanes
                        memory     per rank about 70.5 GiB
                          weights      27.1 GiB  float32, whole on every rank
                          gradients    27.1 GiB  float32, whole on every rank
                          moments     867.4 MiB  1/64 of two arrays
                          encoder       3.8 GiB  float32, frozen; what a pass through encoder and merger leaves\
                         behind is not counted
                          blocks        7.2 GiB  one of them, and what enters each of 32
                          head          4.4 GiB  scores of every id, if every token is a target
                          mask         64.0 MiB  who attends to whom
                        write      hdfs:///lavit/model""");
    }

    @Test
    void withoutPaperSizesAPlanNeedsItsData() {
        assertThatThrownBy(() -> PretrainRank.plan(config("sources=[{type=text,path=none.txt}]"), STORAGE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no text files at ");
    }

    @Test
    void dumpsOfTwoTokenizersAreRefused() throws IOException {
        SceneDump.write(folder.resolve("other"), "beef", 1, 3, true);
        refuses("held-out=[{type=image-text,path=other}]")
                .hasMessage(folder.resolve("other") + " was made by the tokenizer beef but " + folder.resolve("train")
                        + " by f00d: their codes mean different things. Tokenize both with the same tokenizer.");
    }

    @Test
    void continuousImagesNeedFeatures() throws IOException {
        SceneDump.write(folder.resolve("codes"), "f00d", 2, 10, false);
        refuses("sources=[{type=image-text,path=codes}]")
                .hasMessage("the token dump " + folder.resolve("codes") + " holds no features, which the objective"
                        + " reads. Tokenize with 'store-features = true', or set 'objective = { type = unified,"
                        + " condition = discrete }'.");
        assertThat(PretrainRank.of(
                                config(
                                        "sources=[{type=image-text,path=codes}]",
                                        "held-out=[]",
                                        "objective={type=unified,condition=discrete}"),
                                STORAGE)
                        .plan())
                .contains("vocabulary 85 ids");
    }

    @Test
    void everyObjectiveLearnsItsStreamsAndIsExported() throws IOException {
        String captions = "sources=[{type=image-text,path=train},{type=text,path=text/train.jsonl}]";
        run("objective={type=adapter}", "training.steps=30", captions);
        assertThat(lastFigures().at("/image_text").asDouble()).isPositive();
        assertThat(lastFigures().has("image_text_regression")).isFalse();
        assertThat(folder.resolve("out/export/vit_head.safetensors")).doesNotExist();

        PretrainRank.of(config("objective={type=emu}", "output=" + folder.resolve("emu"), "training.steps=60"), STORAGE)
                .run(new SoloCollective(), line -> {});
        List<JsonNode> lines = figures("emu");
        for (String stream : List.of("image_text", "text_image")) {
            double first = lines.get(0).get(stream + "_regression").asDouble();
            double last =
                    lines.get(lines.size() - 1).get(stream + "_regression").asDouble();
            assertThat(last).isLessThan(first / 2);
        }
        assertThat(lines.get(lines.size() - 1)
                        .get("heldOut_image_text_regression")
                        .asDouble())
                .isPositive();
        assertThat(folder.resolve("emu/export/vit_head.safetensors")).isNotEmptyFile();
    }

    @Test
    void anAdapterCannotLearnToDraw() {
        assertThatThrownBy(() -> config("objective={type=adapter}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'sources' has the text_image source train, but with 'objective.type = adapter'"
                        + " images are only read: leave the source out, or choose unified or emu");
    }

    @Test
    void aFewShardsFeedAnyNumberOfRanks() throws IOException {
        for (int ranks : new int[] {1, 2, 4, 8, 16}) {
            assertThat(PretrainRank.of(config("world-size=" + ranks, "training.micro-batch=1"), STORAGE)
                            .plan())
                    .contains("16 lanes");
        }
    }

    @Test
    void fewerRowsThanLanesAreRefused() throws IOException {
        SceneDump.write(folder.resolve("few"), "f00d", 1, 3, true);
        refuses("sources=[{type=image-text,path=few}]")
                .hasMessage("few has 3 rows, fewer than the 16 lanes that read it. Give it more, or set 'lanes' to a"
                        + " smaller divisor of 'training.global-batch'.");
    }

    @Test
    void severalDumpsAndTextsOfAllKindsAreMixed() throws IOException {
        SceneDump.write(folder.resolve("more"), "f00d", 1, 50, true);
        Files.writeString(folder.resolve("text/plain.txt"), "a red circle\n".repeat(40));
        run(
                "training.steps=2",
                "sources=[{type=image-text,path=train},{type=image-text,path=more},{type=text,path=text}]");
        assertThat(lastFigures().get("text").asDouble()).isPositive();
    }

    @Test
    void aWindowBeyondTheModelsPositionsIsRefused() {
        refuses("sequences.window=128")
                .hasMessage("'sequences.window' is set to 128 but must not exceed the model's 64 positions. Set a"
                        + " smaller window, or 'model.max-positions'.");
    }

    @Test
    void aMissingDumpIsTheUsersFault() {
        refuses("sources=[{type=text-image,path=none}]")
                .hasMessageStartingWith("no token dump in " + folder.resolve("none"))
                .hasMessageEndingWith("Give a folder that tokenize has written.");
    }

    @Test
    void aModelOrACheckpointButNotBoth() {
        assertThatThrownBy(() -> config("init-from=x"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'model' and 'init-from' are both set: give one, sizes or a checkpoint");
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refuses(String... changes) {
        return assertThatThrownBy(() -> PretrainRank.of(config(changes), STORAGE))
                .isInstanceOf(ConfigException.class);
    }

    private JsonNode lastFigures() throws IOException {
        List<JsonNode> lines = figures("out");
        return lines.get(lines.size() - 1);
    }

    private List<JsonNode> figures(String output) throws IOException {
        List<JsonNode> figures = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(output).resolve("metrics.jsonl"))) {
            figures.add(new ObjectMapper().readTree(line));
        }
        return figures;
    }

    private void run(String... changes) throws IOException {
        PretrainRank.of(config(changes), STORAGE).run(new SoloCollective(), line -> {});
    }

    private PretrainConfig config(String... changes) {
        return load(CONFIG.toString(), changes);
    }

    private PretrainConfig load(String file, String... changes) {
        List<String> arguments = new ArrayList<>(List.of("input=" + folder, "output=" + folder.resolve("out")));
        arguments.addAll(List.of(changes));
        return ConfigLoader.load(PretrainConfig.class, Path.of(file), arguments).value();
    }
}
