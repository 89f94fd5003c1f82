package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.data.token.TokenRowsForTests;
import org.sparklavit.data.token.TokenWriter;
import org.sparklavit.tokenizer.inspect.InspectConfig;
import org.sparklavit.tokenizer.inspect.Inspection;

class InspectTest {
    private static final int ROWS = 40;

    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    @BeforeEach
    void makeDump() throws IOException {
        writeRows("tokens/data/part-00000.parquet", 0, 25);
        writeRows("tokens/data/part-00001.parquet", 25, ROWS);
    }

    private void writeRows(String file, int from, int to) throws IOException {
        try (TokenWriter writer = new TokenWriter(storage, path(file), TokenRowsForTests.metadata(0))) {
            for (int i = from; i < to; i++) {
                writer.write(TokenRowsForTests.row(i, 0));
            }
            writer.commit();
        }
    }

    private void writeErrors() throws IOException {
        try (RowWriter<ErrorRow> writer =
                SampleTable.errorWriter(storage, path("tokens/errors/part-00000.parquet"), WriteOptions.defaults())) {
            writer.write(ErrorRow.of("test", "a", "decode", "TRUNCATED", "cut"));
            writer.write(ErrorRow.of("test", "b", "decode", "TRUNCATED", "cut"));
            writer.write(ErrorRow.of("other", "c", "decode", "EMPTY", "0 bytes"));
            writer.commit();
        }
    }

    /** Images of the rows, none of the first three. */
    private void writeShards() throws IOException {
        try (RowWriter<Sample> writer =
                SampleTable.writer(storage, path("shards/data/part-00000.parquet"), WriteOptions.defaults())) {
            for (int i = ROWS - 1; i >= 3; i--) {
                TokenRow row = TokenRowsForTests.row(i, 0);
                byte[] jpeg = JpegEncoder.encode(gradient(96, 64), 0.9);
                writer.write(new Sample(row.id(), row.source(), row.key(), jpeg, row.caption(), 96, 64, "{}"));
            }
            writer.commit();
        }
    }

    private static RgbImage gradient(int width, int height) {
        byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int i = 0; i < width * height; i++) {
            pixels[3 * i] = (byte) (255 * (i % width) / width);
            pixels[3 * i + 1] = (byte) (255 * (i / width) / height);
            pixels[3 * i + 2] = (byte) 128;
        }
        return new RgbImage(width, height, pixels);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String run(String... overrides) throws IOException {
        Loaded<InspectConfig> loaded = ConfigLoader.load(InspectConfig.class, null, List.of(overrides));
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        new Inspection(storage, loaded.value())
                .run(new PrintStream(console, true, StandardCharsets.UTF_8), loaded.effectiveHocon());
        return console.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsMetadataStatisticsRowsAndASample() throws IOException {
        String console = run("input=" + path("tokens"), "rows=2");
        assertThat(console)
                .contains("40 rows in 2 files")
                .contains("codebook 512 x 16, encoder tiny-vit, rho 0.3333, no features")
                .contains("tokenizer f00d")
                .contains("test: 40 rows, mean ")
                .contains(" of 512 codes in use (")
                .contains("errors: none")
                .contains("test/key0  T = ")
                .contains("\"caption 1\"")
                .doesNotContain("test/key2  T = ")
                .contains(" of 256 patches kept (#), the others dropped (.)")
                .doesNotContain("written\n");
    }

    @Test
    void theDataFolderWillDoAndItsErrorsAreFound() throws IOException {
        writeErrors();
        assertThat(run("input=" + path("tokens/data")))
                .contains("errors: 3 rows\n  other: EMPTY 1\n  test: TRUNCATED 2");
    }

    @Test
    void addsUpTheStatisticsOfTheParts() throws IOException {
        assertThat(run("view=summary", "input=" + path("tokens"))).doesNotContain("samples\n");
        PartStatistics.Counts counts = new PartStatistics.Counts(9, Map.of("TRUNCATED", 1L));
        for (String part : List.of("part-00000.parquet", "part-00001.parquet")) {
            PartStatistics.write(storage, path("tokens"), part, Instant.now().minusSeconds(5), Map.of("test", counts));
        }
        assertThat(run("view=summary", "input=" + path("tokens/data")))
                .contains("samples\n  test: 20 samples, 18 became rows (90.00%), 2 failed {TRUNCATED=2}\n")
                .containsPattern("  [12]\\.\\d samples a second and task \\(2 parts, 1\\d\\.\\d s of tasks\\)\n");
    }

    @Test
    void showsTheSampleThatIsAskedFor() throws IOException {
        TokenRow row = TokenRowsForTests.row(33, 0);
        assertThat(run("input=" + path("tokens"), "sample=" + row.id(), "rows=0"))
                .contains("sample " + row.id() + "  test/key33\n  \"caption 33\"\n  " + row.numTokens() + " of 256");
    }

    @Test
    void writesTheFigures() throws IOException {
        writeErrors();
        run("input=" + path("tokens"), "output=" + path("out"));
        JsonNode summary =
                new ObjectMapper().readTree(folder.resolve("out/summary.json").toFile());
        int[] tokens = IntStream.range(0, ROWS)
                .map(i -> TokenRowsForTests.row(i, 0).numTokens())
                .toArray();
        JsonNode counts = summary.path("tokensPerImage");
        assertThat(summary.path("rows").asInt()).isEqualTo(ROWS);
        assertThat(counts.path("min").asInt())
                .isEqualTo(Arrays.stream(tokens).min().orElseThrow());
        assertThat(counts.path("mean").asDouble())
                .isEqualTo(Arrays.stream(tokens).average().orElseThrow());
        assertThat(summary.path("codeUsage").asDouble()).isBetween(0.9, 1.0);
        assertThat(summary.path("perplexity").asDouble()).isBetween(400.0, 512.0);
        assertThat(summary.path("sources").path("test").path("rows").asInt()).isEqualTo(ROWS);
        assertThat(summary.path("sources").path("other").path("errorRows").asInt())
                .isEqualTo(1);
        assertThat(summary.path("errors").path("TRUNCATED").asInt()).isEqualTo(2);
    }

    @Test
    void drawsTheSamplesOverTheirImages() throws IOException {
        writeShards();
        TokenRow asked = TokenRowsForTests.row(8, 0);
        run("input=" + path("tokens"), "shards=" + path("shards"), "output=" + path("out"), "sample=" + asked.id());
        BufferedImage sheet =
                ImageIO.read(folder.resolve("out/simplest-to-richest.png").toFile());
        assertThat(sheet.getWidth()).isBetween(1100, 1300);
        File single = folder.resolve("out/sample-" + asked.id() + ".png").toFile();
        assertThat(ImageIO.read(single).getWidth()).isBetween(1100, 1300);
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("sample-")))
                    .hasSizeBetween(6, 7);
        }
    }

    @Test
    void writesOnePageThatNeedsNothingElse() throws IOException {
        writeErrors();
        writeShards();
        run("view=report", "input=" + path("tokens"), "shards=" + path("shards"), "output=" + path("out"));
        assertThat(folder.resolve("out").toFile().list()).containsExactlyInAnyOrder("report.html", "config.conf");
        String page = Files.readString(folder.resolve("out/report.html"));
        assertThat(page).doesNotContain("http:", "https:", "src=\"/", "<script", "<link");
        assertThat(page.split("<svg", -1)).hasSize(4);
        assertThat(page.split("<circle", -1)).as("rows with an image").hasSize(ROWS - 3 + 1);
        assertThat(page.split(" of 256 patches</b>", -1)).as("6 samples").hasSize(7);
        assertThat(page).contains("<td>test<td>TRUNCATED<td class=number>2", "data:image/jpeg;base64,", "caption ");
    }

    @Test
    void aReportNeedsAFolder() {
        refused("'output' is not set but view = report writes a page: name a folder", "view=report", "input=x");
    }

    @Test
    void showsWhatCodesLookLike() throws IOException {
        writeShards();
        String console = run(
                "view=codes",
                "input=" + path("tokens"),
                "shards=" + path("shards"),
                "output=" + path("out"),
                "codes=[17, 4]");
        assertThat(console)
                .containsPattern("code +17 +0\\.\\d+% of all tokens\n +code +4 ")
                .doesNotContain("rows\n");
        assertThat(ImageIO.read(folder.resolve("out/codes.png").toFile()).getWidth())
                .isGreaterThan(400);
    }

    @Test
    void aWordInFrontNamesTheView() {
        assertThat(Inspect.withView(new String[] {"lint", "a.conf", "input=x"}))
                .containsExactly("a.conf", "input=x", "view=lint");
        assertThat(Inspect.withView(new String[] {"a.conf"})).containsExactly("a.conf");
    }

    @Test
    void aViewShowsItsPartOnly() throws IOException {
        assertThat(run("view=rows", "input=" + path("tokens"), "rows=1"))
                .contains("test/key0  T = ")
                .doesNotContain("codes in use", "patches kept");
        assertThat(run("view=summary", "input=" + path("tokens")))
                .contains("codes in use")
                .doesNotContain("test/key0  T = ", "patches kept");
    }

    @Test
    void refusesWhatIsNotThere() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        refused("no token dump in " + path("none"), "input=" + path("none"));
        refused("Give a folder that tokenize has written", "input=" + path("empty"));
        refused("is the id of none of the 40 rows", "input=" + path("tokens"), "sample=abc");
        refused("holds no shards", "input=" + path("tokens"), "shards=" + path("empty"));
        refused("already holds something; remove it", "input=" + path("tokens"), "output=" + path("tokens"));
    }

    @Test
    void refusesShardsOfAnotherCorpusAndTablesOfAnotherKind() throws IOException {
        writeShards();
        refused("is no token file", "input=" + path("shards"));
        TokenRow absent = TokenRowsForTests.row(0, 0);
        refused(
                "holds none of the samples to draw, such as " + absent.id(),
                "input=" + path("tokens"),
                "shards=" + path("shards"),
                "output=" + path("out"),
                "samples=0",
                "sample=" + absent.id());
    }

    private void refused(String message, String... overrides) {
        assertThatThrownBy(() -> run(overrides))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
