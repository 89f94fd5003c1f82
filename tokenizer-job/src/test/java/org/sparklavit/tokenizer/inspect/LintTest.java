package org.sparklavit.tokenizer.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.data.token.TokenRowsForTests;
import org.sparklavit.tokenizer.inspect.Finding.Kind;

class LintTest {
    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    @BeforeEach
    void makeTwoGoodParts() throws IOException {
        write("part-00000.parquet", TestRows.metadata(), TestRows.row("s", "a", 1, 2), TestRows.row("s", "b", 3));
        write("part-00001.parquet", TestRows.metadata(), TestRows.row("s", "c", 4, 5, 9));
        manifest(2, 1);
    }

    private void manifest(int rows0, int rows1) throws IOException {
        Files.writeString(folder.resolve("_manifest.json"), """
                {"parts": [{"file": "data/part-00000.parquet", "rows": %d},
                           {"file": "data/part-00001.parquet", "rows": %d}]}""".formatted(rows0, rows1));
    }

    /** Writes what a correct writer would refuse. */
    private void write(String name, TokenMetadata metadata, TokenRow... rows) throws IOException {
        WriteOptions options = WriteOptions.defaults().withFooter(metadata.toFooter());
        String uri = folder.resolve("data").resolve(name).toString();
        try (RowWriter<TokenRow> writer = TokenRowsForTests.uncheckedWriter(storage, uri, options)) {
            for (TokenRow row : rows) {
                writer.write(row);
            }
            writer.commit();
        }
    }

    private Map<Kind, Long> found() throws IOException {
        return Lint.of(storage, folder.toString()).counts();
    }

    private String text() throws IOException {
        return Lint.of(storage, folder.toString()).text();
    }

    @Test
    void aGoodDumpHasNoFault() throws IOException {
        assertThat(found()).isEmpty();
        assertThat(Lint.of(storage, folder.resolve("data").toString()).counts()).isEmpty();
    }

    @Test
    void findsDuplicateIds() throws IOException {
        write("part-00001.parquet", TestRows.metadata(), TestRows.row("s", "a", 4));
        assertThat(found()).isEqualTo(Map.of(Kind.DUPLICATE_ID, 1L));
        assertThat(text())
                .contains("part-00001.parquet row 0: its id ")
                .contains("is that of part-00000.parquet row 0");
    }

    @Test
    void findsIdsThatAreNotThoseOfTheirKeys() throws IOException {
        TokenRow row = TestRows.row("s", "c", 4);
        write("part-00001.parquet", TestRows.metadata(), renamed(row, "d", row.positions()));
        assertThat(found()).isEqualTo(Map.of(Kind.WRONG_ID, 1L));
    }

    @Test
    void findsCodesOutOfRange() throws IOException {
        write("part-00001.parquet", TestRows.metadata(), TestRows.row("s", "c", 1, 10));
        assertThat(found()).isEqualTo(Map.of(Kind.CODE_OUT_OF_RANGE, 1L));
        assertThat(text()).contains("codes[1] is 10 but the codebook has 10 codes");
    }

    @Test
    void findsCountMismatchesEmptyRowsAndBadPositions() throws IOException {
        TokenRow row = TestRows.row("s", "c", 1, 2);
        write("part-00001.parquet", TestRows.metadata(), renamed(row, "c", new int[] {1}));
        assertThat(found()).isEqualTo(Map.of(Kind.COUNT_MISMATCH, 1L));
        write("part-00001.parquet", TestRows.metadata(), renamed(row, "c", new int[] {5, 5}));
        assertThat(found()).isEqualTo(Map.of(Kind.BAD_POSITIONS, 1L));
        write("part-00001.parquet", TestRows.metadata(), TestRows.row("s", "c"));
        assertThat(found()).isEqualTo(Map.of(Kind.NO_CODES, 1L));
    }

    @Test
    void findsFeaturesOfAnotherLengthThanPromised() throws IOException {
        TokenMetadata promising = new TokenMetadata("f00d", 10, 16, 4, "tiny-vit", 0.5, "test", "seed = 1");
        write("part-00001.parquet", promising, TestRows.row("s", "c", 1));
        assertThat(found()).isEqualTo(Map.of(Kind.BAD_FEATURES, 1L));
    }

    @Test
    void findsMixedFingerprints() throws IOException {
        TokenMetadata other = new TokenMetadata("beef", 10, 16, 0, "tiny-vit", 0.5, "test", "seed = 1");
        write("part-00001.parquet", other, TestRows.row("s", "c", 1));
        assertThat(found()).isEqualTo(Map.of(Kind.MIXED_FINGERPRINT, 1L));
        assertThat(text()).contains("its tokenizer is beef but that of part-00000.parquet is f00d");
    }

    @Test
    void findsMissingPartsAndWrongRows() throws IOException {
        manifest(3, 1);
        assertThat(found()).isEqualTo(Map.of(Kind.WRONG_ROWS, 1L));
        Files.move(folder.resolve("data/part-00001.parquet"), folder.resolve("data/part-00003.parquet"));
        manifest(2, 1);
        assertThat(found()).isEqualTo(Map.of(Kind.MISSING_PART, 2L));
        Files.delete(folder.resolve("data/part-00003.parquet"));
        assertThat(found()).isEqualTo(Map.of(Kind.MISSING_PART, 1L));
        Files.delete(folder.resolve("_manifest.json"));
        assertThat(found()).isEqualTo(Map.of(Kind.UNFINISHED, 1L));
    }

    @Test
    void findsTornFiles() throws IOException {
        Path file = folder.resolve("data/part-00001.parquet");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        assertThat(found()).isEqualTo(Map.of(Kind.TORN_FILE, 1L));
        byte[] flipped = whole.clone();
        // In the middle of the first page of ids, behind its header.
        flipped[70] ^= 1;
        Files.write(file, flipped);
        assertThat(found()).isEqualTo(Map.of(Kind.TORN_FILE, 1L));
    }

    @Test
    void findsFilesThatAreNoTokenFiles() throws IOException {
        String uri = folder.resolve("data/part-00001.parquet").toString();
        try (RowWriter<TokenRow> writer = TokenRowsForTests.uncheckedWriter(storage, uri, WriteOptions.defaults())) {
            writer.commit();
        }
        assertThat(found()).isEqualTo(Map.of(Kind.FOREIGN_FILE, 1L));
    }

    @Test
    void printsWhatItFindsAndFails() throws IOException {
        write("part-00001.parquet", TestRows.metadata(), TestRows.row("s", "a", 4));
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(console, true, StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Inspection.lint(storage, folder.toString(), out))
                .isInstanceOf(ConfigException.class)
                .hasMessage("input = " + folder + " has 1 faults, listed above");
        assertThat(console.toString(StandardCharsets.UTF_8))
                .startsWith("  DUPLICATE_ID 1\n    part-00001.parquet row 0");
        assertThatThrownBy(() -> Lint.of(storage, folder + "/nothing"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("holds no .parquet file. Give a folder that tokenize has written.");
    }

    private static TokenRow renamed(TokenRow row, String key, int[] positions) {
        return new TokenRow(
                row.id(), row.source(), key, "c", row.codes(), positions, TestRows.GRID, 1, 1, "{}", row.features());
    }
}
