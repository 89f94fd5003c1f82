package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.data.token.TokenRowsForTests;

class TokenDumpTest {
    private static final int WIDTH = 4;

    private final Storage storage = Storage.local();

    @TempDir
    private Path folder;

    @Test
    void featuresOfAnEarlierVersionAreRefusedAndItsCodesAreRead() throws IOException {
        Map<String, String> footer =
                new TreeMap<>(TokenRowsForTests.metadata(WIDTH).toFooter());
        footer.put("sparklavit.token.format-version", "1");
        footer.remove("sparklavit.token.feature-type");
        write(footer);
        assertThatThrownBy(() -> TokenDump.open(storage, folder.toString(), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("the token dump " + folder + " cannot be used: ")
                .hasMessageEndingWith(
                        "'sparklavit.token.feature-type' in its footer is missing and must be bfloat16, or"
                                + " they would be read as other numbers. Tokenize again.");
        TokenDump dump = TokenDump.open(storage, folder.toString(), false);
        try (ShardSource.Rows<TokenRow> rows = dump.open(0, 0)) {
            assertThat(rows.next().codes())
                    .isEqualTo(TokenRowsForTests.row(0, WIDTH).codes());
        }
    }

    @Test
    void aDumpWithoutFeaturesIsRefusedWhereTheyAreNeeded() throws IOException {
        write(TokenRowsForTests.metadata(0).toFooter());
        assertThatThrownBy(() -> TokenDump.open(storage, folder.toString(), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("holds no features, which the objective reads");
    }

    private void write(Map<String, String> footer) throws IOException {
        String uri = folder.resolve("data/part-00000.parquet").toString();
        WriteOptions options = WriteOptions.defaults().withFooter(footer);
        try (RowWriter<TokenRow> writer = TokenRowsForTests.uncheckedWriter(storage, uri, options)) {
            writer.write(TokenRowsForTests.row(0, WIDTH));
            writer.commit();
        }
    }
}
