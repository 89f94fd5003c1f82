package org.sparklavit.data.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.token.TokenRowsForTests;
import org.sparklavit.data.token.TokenWriter;

class StableFooterStreamTest {
    private static final int HELD = 1 << 14;

    @TempDir
    Path folder;

    @Test
    void theOrderInWhichEncodingsWereListedDoesNotShow() throws IOException {
        byte[] file = tokenFile();
        byte[] shuffled = withReversedEncodings(file);
        assertThat(shuffled).isNotEqualTo(file);
        assertThat(written(shuffled, HELD)).isEqualTo(file);
        assertThat(written(file, HELD)).isEqualTo(file);
    }

    @Test
    void whatIsLargerThanHeldBackOrNoParquetStaysAsItIs() throws IOException {
        byte[] shuffled = withReversedEncodings(tokenFile());
        assertThat(written(shuffled, 16)).isEqualTo(shuffled);
        byte[] text = "no file of that kind".getBytes(StandardCharsets.US_ASCII);
        assertThat(written(text, HELD)).isEqualTo(text);
        byte[] lie = {0, 0, 0, 127, 'P', 'A', 'R', '1'};
        assertThat(written(lie, HELD)).isEqualTo(lie);
    }

    private byte[] tokenFile() throws IOException {
        Path file = folder.resolve("a.parquet");
        try (TokenWriter writer = new TokenWriter(Storage.local(), file.toString(), TokenRowsForTests.metadata(2))) {
            for (int i = 0; i < 50; i++) {
                writer.write(TokenRowsForTests.row(i, 2));
            }
            writer.commit();
        }
        return Files.readAllBytes(file);
    }

    private static byte[] withReversedEncodings(byte[] file) throws IOException {
        int end = file.length - 8;
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(file, end - length, length));
        for (ColumnChunk column : footer.getRow_groups().get(0).getColumns()) {
            List<Encoding> encodings = column.getMeta_data().getEncodings();
            Collections.reverse(encodings);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, end - length);
        Util.writeFileMetaData(footer, out);
        out.write(file, end, 8);
        return out.toByteArray();
    }

    /** In pieces of several sizes. */
    private static byte[] written(byte[] bytes, int held) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (StableFooterStream stream = new StableFooterStream(file, held)) {
            int at = 0;
            for (int piece = 1; at < bytes.length; piece = piece * 3 % 4099 + 1) {
                int count = Math.min(piece, bytes.length - at);
                stream.write(Arrays.copyOfRange(bytes, at, at + count));
                at += count;
                assertThat(stream.getPos()).isEqualTo(at);
            }
        }
        return file.toByteArray();
    }
}
