package org.sparklavit.data.webdataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class WebDatasetWriterTest {
    @Test
    void writesEntriesThatAnyTarReaderReadsInOrder() throws Exception {
        List<String> read = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar()))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                read.add(entry.getName() + "=" + new String(in.readAllBytes(), StandardCharsets.UTF_8));
                assertThat(entry.getLastModifiedDate()).hasTime(0);
                assertThat(entry.getLongUserId()).isZero();
                assertThat(entry.getUserName()).isEmpty();
            }
        }

        assertThat(read).containsExactly("a/01.jpg=\u0001\u0002", "a/01.txt=ein Bär", "a/02.txt=");
    }

    @Test
    void writesTheSameBytesTwice() throws Exception {
        assertThat(tar()).isEqualTo(tar());
    }

    @Test
    void refusesAKeyThatReadersWouldCut() throws Exception {
        try (WebDatasetWriter tar = new WebDatasetWriter(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> tar.add("v1.0/a", "txt", "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'v1.0/a.txt' is no WebDataset entry: a key has letters, digits, '_', '-' and '/', an"
                            + " extension small letters and digits");
        }
    }

    private static byte[] tar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (WebDatasetWriter tar = new WebDatasetWriter(bytes)) {
            tar.add("a/01", "jpg", new byte[] {1, 2});
            tar.add("a/01", "txt", "ein Bär");
            tar.add("a/02", "txt", "");
        }
        return bytes.toByteArray();
    }
}
