package org.sparklavit.data.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparklavit.data.token.TokenRowsForTests.metadata;
import static org.sparklavit.data.token.TokenRowsForTests.row;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.FooterException;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.TableFile;
import org.sparklavit.data.parquet.WriteOptions;

class TokenFileTest {
    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    @Test
    void givesBackRowsAndMetadata() throws IOException {
        String uri = write(20, 8);
        try (TokenReader rows = new TokenReader(storage, uri, EnumSet.noneOf(TokenReader.Skip.class))) {
            assertThat(rows.metadata()).isEqualTo(metadata(8));
            for (int i = 0; i < 20; i++) {
                assertThat(rows.next()).usingRecursiveComparison().isEqualTo(row(i, 8));
            }
            assertThat(rows.hasNext()).isFalse();
        }
    }

    @Test
    void readsWithoutTheLargeColumns() throws IOException {
        String uri = write(3, 8);
        try (TokenReader rows = new TokenReader(storage, uri, EnumSet.allOf(TokenReader.Skip.class))) {
            TokenRow read = rows.next();
            assertThat(read.features()).isEmpty();
            assertThat(read.caption()).isEmpty();
            assertThat(read.metadataJson()).isEmpty();
            assertThat(read.codes()).isEqualTo(row(0, 8).codes());
        }
    }

    @Test
    void aDumpWithoutFeaturesReadsTheSameEitherWay() throws IOException {
        String uri = write(3, 0);
        try (TokenReader rows = new TokenReader(storage, uri, EnumSet.noneOf(TokenReader.Skip.class))) {
            assertThat(rows.next()).usingRecursiveComparison().isEqualTo(row(0, 0));
        }
    }

    @Test
    void tellsTheRowsOfItsGroupsAndStartsAtAny() throws IOException {
        String uri = write(25, 0);
        assertThat(TableFile.open(storage, uri).groupRows()).containsExactly(10L, 10L, 5L);
        try (TokenReader rows = TokenReader.withoutFeatures(storage, uri).skipTo(13)) {
            assertThat(rows.next().key()).isEqualTo("key13");
        }
    }

    @Test
    void refusesARowThatBreaksTheFormat() throws IOException {
        TokenRow good = row(1, 0);
        int last = good.positions().length - 1;
        assertRefused(with(good, new int[0], new int[0]), "there are no codes, at least one patch is always kept");
        assertRefused(with(good, new int[] {1, 2}, new int[] {3}), "2 codes but 1 positions");
        assertRefused(
                with(good, new int[] {1, 512}, new int[] {3, 4}), "codes[1] is 512 but the codebook has 512 codes");
        assertRefused(
                with(good, new int[] {1, 2}, new int[] {3, 3}),
                "positions[1] is 3 after 3 but positions ascend and lie below 256");
        int[] beyond = good.positions().clone();
        beyond[last] = 256;
        assertRefused(with(good, good.codes(), beyond), "but positions ascend and lie below 256");
        assertRefused(row(1, 4), "of feature width 0 need 0");
    }

    private void assertRefused(TokenRow row, String reason) throws IOException {
        String uri = folder.resolve("bad.parquet").toString();
        try (TokenWriter writer = new TokenWriter(storage, uri, metadata(0))) {
            assertThatThrownBy(() -> writer.write(row))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("token row 'key1' of source 'test': ")
                    .hasMessageEndingWith(reason);
        }
        assertThat(folder).isEmptyDirectory();
    }

    private static TokenRow with(TokenRow row, int[] codes, int[] positions) {
        return new TokenRow(
                row.id(),
                row.source(),
                row.key(),
                row.caption(),
                codes,
                positions,
                row.grid(),
                1,
                1,
                "{}",
                new byte[0]);
    }

    @Test
    void refusesAFileOfANewerFormat() throws IOException {
        Map<String, String> footer = new TreeMap<>(metadata(0).toFooter());
        footer.put("sparklavit.token.format-version", "3");
        String uri = emptyFile(footer);
        assertThatThrownBy(() -> TokenReader.withoutFeatures(storage, uri))
                .isInstanceOf(FooterException.class)
                .hasMessageEndingWith("has format version 3 but this software reads up to 2: update it");
    }

    @Test
    void refusesAFileThatIsNoDump() throws IOException {
        String uri = emptyFile(Map.of());
        assertThatThrownBy(() -> TokenReader.withoutFeatures(storage, uri))
                .isInstanceOf(FooterException.class)
                .hasMessageContaining("is no token file")
                .hasMessageEndingWith("Give a folder that the tokenize job has written");
    }

    @Test
    void featuresOfAnotherTypeAreNeverReadAsIfTheyWereOurs() throws IOException {
        Map<String, String> footer = new TreeMap<>(metadata(8).toFooter());
        footer.put("sparklavit.token.format-version", "1");
        assertThat(footer.remove("sparklavit.token.feature-type")).isEqualTo("bfloat16");
        assertFeaturesRefused(footer, "missing");
        footer.put("sparklavit.token.feature-type", "float16");
        assertFeaturesRefused(footer, "float16");
    }

    /** The codes beside them mean what they always meant. */
    private void assertFeaturesRefused(Map<String, String> footer, String found) throws IOException {
        String uri = emptyFile(footer);
        assertThatThrownBy(() -> new TokenReader(storage, uri, EnumSet.of(TokenReader.Skip.CAPTION)))
                .isInstanceOf(FooterException.class)
                .hasMessageEndingWith("empty.parquet has features but 'sparklavit.token.feature-type' in its footer is "
                        + found + " and must be bfloat16, or they would be read as other numbers. Tokenize again");
        try (TokenReader reader = TokenReader.withoutFeatures(storage, uri)) {
            assertThat(reader.metadata().featureWidth()).isEqualTo(8);
        }
    }

    @Test
    void aFileOfVersionOneWithoutFeaturesIsRead() throws IOException {
        Map<String, String> footer = new TreeMap<>(metadata(0).toFooter());
        footer.put("sparklavit.token.format-version", "1");
        assertThat(footer).doesNotContainKey("sparklavit.token.feature-type");
        try (TokenReader reader = new TokenReader(storage, emptyFile(footer), EnumSet.noneOf(TokenReader.Skip.class))) {
            assertThat(reader.metadata()).isEqualTo(metadata(0));
        }
    }

    private String emptyFile(Map<String, String> footer) throws IOException {
        String uri = folder.resolve("empty.parquet").toString();
        WriteOptions options = WriteOptions.defaults().withFooter(footer);
        try (RowWriter<TokenRow> writer = new RowWriter<>(storage, uri, TokenRows.INSTANCE, options)) {
            writer.commit();
        }
        return uri;
    }

    private String write(int count, int featureWidth) throws IOException {
        String uri = folder.resolve("part-00000.parquet").toString();
        WriteOptions layout = TokenWriter.layout().withRowGroups(1 << 20, 10);
        try (TokenWriter writer = new TokenWriter(storage, uri, metadata(featureWidth), layout)) {
            for (int i = 0; i < count; i++) {
                writer.write(row(i, featureWidth));
            }
            writer.commit();
        }
        return uri;
    }
}
