package org.sparklavit.pretrain.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.cluster.LocalCluster;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.data.output.HaltingFileSystem;
import org.sparklavit.data.output.OutputFiles;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.diffusion.RandomDetokenizer;
import org.sparklavit.pretrain.generate.AnswerFiles;
import org.sparklavit.pretrain.generate.GenerateConfig;
import org.sparklavit.pretrain.generate.PromptRow;
import org.sparklavit.pretrain.generate.PromptTable;
import org.sparklavit.pretrain.generate.RandomModel;
import org.sparklavit.vision.RandomTokenizer;

/** A generate job is killed, started again, and must end with the bytes of one that nobody disturbed. */
class KilledGenerateTest {
    private static final int PROMPTS = 30;
    private static final int PROMPTS_PER_PART = 2;
    private static final int KILLED_AFTER_PARTS = 4;
    private static final long TIMEOUT_SECONDS = 240;
    private static final long POLL_MILLIS = 5;

    @TempDir
    private static Path folder;

    private static Path out;
    private static SparkSession spark;
    private static Map<String, byte[]> expected;
    private static int changes;

    @BeforeAll
    static void runUndisturbed() throws IOException {
        out = folder.resolve("out");
        RandomTokenizer.write(folder.resolve("tokenizer"));
        RandomDetokenizer.write(folder.resolve("detokenizer"), folder.resolve("tokenizer"));
        RandomModel.write(folder.resolve("model"), folder.resolve("tokenizer"), true);
        writePrompts();
        spark = LocalSpark.start(HaltingFileSystem.settings(out, 0));
        int before = HaltingFileSystem.changes();
        generate();
        changes = HaltingFileSystem.changes() - before;
        assertThat(AnswerFiles.all(out)).hasSize(PROMPTS - 1);
        assertThat(OutputFiles.errors(out)).extracting(ErrorRow::reason).containsExactly("EMPTY_PROMPT");
        expected = takeAway("undisturbed");
    }

    @AfterAll
    static void stopSpark() {
        spark.stop();
    }

    /** One of them is null. */
    private static void writePrompts() throws IOException {
        List<String> colours = List.of("red", "blue", "green");
        List<PromptRow> rows = new ArrayList<>();
        for (int i = 0; i < PROMPTS; i++) {
            String text = i == PROMPTS_PER_PART ? "" : "a " + colours.get(i % colours.size()) + " circle";
            rows.add(new PromptRow("prompt" + i, text, List.of()));
        }
        PromptTable.write(folder.resolve("prompts.parquet"), rows);
    }

    private static String[] arguments() {
        return new String[] {
            "task=draw",
            "model=" + folder.resolve("model"),
            "tokenizer=" + folder.resolve("tokenizer"),
            "detokenizer=" + folder.resolve("detokenizer"),
            "input=" + folder.resolve("prompts.parquet"),
            "output=" + out,
            "image-tokens.min-tokens=4",
            "image-tokens.max-tokens=16",
            "drawing.steps=2",
            "prompts-per-part=" + PROMPTS_PER_PART
        };
    }

    private static void generate() throws IOException {
        Generate.run(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                ConfigLoader.load(GenerateConfig.class, null, List.of(arguments())));
    }

    /** The folder goes elsewhere, so that the same command runs anew. */
    private static Map<String, byte[]> takeAway(String name) throws IOException {
        Path taken = folder.resolve(name);
        Files.move(out, taken);
        return OutputFiles.all(taken);
    }

    @Test
    void aJobThatGotSigkillGoesOnWhereItWas() throws Exception {
        Path work = folder.resolve("sigkill-driver");
        Process driver = LocalCluster.start(Generate.class, 1, work, Map.of("spark.master", "local[1]"), arguments());
        try {
            while (driver.isAlive() && numParts() < KILLED_AFTER_PARTS) {
                driver.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            driver.destroyForcibly();
        }
        assertThat(driver.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        LocalCluster.Outcome outcome = LocalCluster.outcome(driver, work);
        assertThat(outcome.exitCode()).describedAs(outcome.log()).isEqualTo(HaltingFileSystem.KILLED);
        assertThatItGoesOn("sigkill");
    }

    /** While parts are written, and while pictures are, which is the end of it. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.95})
    void aJobThatEndedInTheMiddleOfAWriteGoesOnWhereItWas(double share) throws Exception {
        Map<String, String> settings = new HashMap<>(HaltingFileSystem.settings(out, (int) (share * changes)));
        settings.put("spark.master", "local[1]");
        LocalCluster.Outcome outcome = LocalCluster.run(
                Generate.class, 1, folder.resolve("driver-" + share), settings, TIMEOUT_SECONDS, arguments());
        assertThat(outcome.exitCode()).describedAs(outcome.log()).isEqualTo(HaltingFileSystem.KILLED);
        assertThatItGoesOn("halted-" + share);
    }

    private void assertThatItGoesOn(String name) throws IOException {
        assertThat(out.resolve("_manifest.json")).doesNotExist();
        Map<String, FileTime> kept = OutputFiles.times(out);
        assertThat(kept).isNotEmpty();
        generate();
        OutputFiles.assertSame(takeAway(name), expected);
        assertThat(OutputFiles.times(folder.resolve(name))).containsAllEntriesOf(kept);
    }

    private static int numParts() throws IOException {
        return Files.isDirectory(out.resolve("data")) ? OutputFiles.times(out).size() : 0;
    }
}
