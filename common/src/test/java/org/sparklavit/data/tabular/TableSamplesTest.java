package org.sparklavit.data.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.CorpusRecord;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.RawSample;

class TableSamplesTest {
    private static final TableOptions OPTIONS =
            new TableOptions(List.of("jpg", "image"), List.of("caption", "text"), "key", 10);

    /** The columns of img2dataset with output_format = parquet. */
    private static final MessageType IMG2DATASET = MessageTypeParser.parseMessageType(
            "message m {"
                    + " optional binary url (STRING); optional binary key (STRING); optional binary status (STRING);"
                    + " optional binary error_message (STRING); optional int32 width; optional int64 height;"
                    + " optional double pwatermark; optional boolean ok; optional binary caption (STRING); optional binary jpg; }");

    /** The columns of a Hugging Face dataset with an image feature. */
    private static final MessageType HUGGING_FACE = MessageTypeParser.parseMessageType("message m {"
            + " optional group image { optional binary bytes; optional binary path (STRING); }"
            + " optional binary text (STRING); optional int64 label; }");

    @TempDir
    Path folder;

    private Path write(MessageType schema, Group... rows) throws IOException {
        Path file = folder.resolve("00000.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
                .withConf(new Configuration())
                .withType(schema)
                .withRowGroupRowCountLimit(2)
                .build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
        return file;
    }

    private static Binary bytes(String text) {
        return Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<CorpusRecord> read(Path file) throws IOException {
        List<CorpusRecord> records = new ArrayList<>();
        try (TableSamples samples = new TableSamples(Storage.local(), file.toString(), "s", OPTIONS)) {
            samples.forEachRemaining(records::add);
        }
        return records;
    }

    private static Group downloaded(String key) {
        return new SimpleGroup(IMG2DATASET)
                .append("url", "u")
                .append("key", key)
                .append("status", "success")
                .append("width", 3)
                .append("height", 4L)
                .append("pwatermark", 0.25)
                .append("ok", true)
                .append("caption", " a cat ")
                .append("jpg", bytes("JPEG"));
    }

    @Test
    void readsWhatImg2datasetWrites() throws IOException {
        RawSample sample =
                (RawSample) read(write(IMG2DATASET, downloaded("0001"))).get(0);
        assertThat(sample.key()).isEqualTo("0001");
        assertThat(sample.caption()).isEqualTo("a cat");
        assertThat(sample.image()).asString().isEqualTo("JPEG");
        assertThat(sample.metadataJson())
                .isEqualTo("{\"url\":\"u\",\"status\":\"success\",\"width\":3,\"height\":4,\"pwatermark\":0.25,"
                        + "\"ok\":true}");
    }

    @Test
    void aFailedDownloadTellsWhyAndALargeOneIsRefused() throws IOException {
        Group failed = new SimpleGroup(IMG2DATASET)
                .append("key", "1")
                .append("status", "failed_to_download")
                .append("error_message", "HTTP Error 404")
                .append("caption", "gone");
        Group large = downloaded("2");
        Group mute = new SimpleGroup(IMG2DATASET).append("key", "3").append("jpg", bytes("J"));
        List<CorpusRecord> records = read(write(
                IMG2DATASET,
                failed,
                new SimpleGroup(IMG2DATASET).append("key", "2").append("jpg", bytes("more than ten")),
                mute,
                large));
        assertThat(records.subList(0, 3))
                .extracting(record -> ((ErrorRow) record).reason())
                .containsExactly("MISSING_IMAGE", "TOO_MANY_BYTES", "MISSING_CAPTION");
        assertThat(((ErrorRow) records.get(0)).detail())
                .isEqualTo("00000.parquet row 0: no bytes in one of the columns [jpg, image]: HTTP Error 404");
        assertThat(records.get(3)).isInstanceOf(RawSample.class);
    }

    @Test
    void readsWhatHuggingFaceWrites() throws IOException {
        SimpleGroup row = new SimpleGroup(HUGGING_FACE);
        row.addGroup("image").append("bytes", bytes("PNG")).append("path", "a.png");
        row.append("text", "a dog").append("label", 7L);
        RawSample sample = (RawSample) read(write(HUGGING_FACE, row)).get(0);
        assertThat(sample.key()).isEqualTo("00000.parquet/0");
        assertThat(sample.caption()).isEqualTo("a dog");
        assertThat(sample.image()).asString().isEqualTo("PNG");
        assertThat(sample.metadataJson()).isEqualTo("{\"label\":7}");
    }

    @Test
    void aDamagedFileGivesWhatLiesBeforeTheDamage() throws IOException {
        Path file = write(IMG2DATASET, downloaded("1"), downloaded("2"), downloaded("3"));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 9));
        assertThat(read(file)).singleElement().satisfies(record -> {
            assertThat(((ErrorRow) record).reason()).isEqualTo("BROKEN_PARQUET");
            assertThat(((ErrorRow) record).detail()).startsWith("after row 0: ").endsWith("Fetch the file again");
        });
    }

    @Test
    void aFileThatIsGoneIsNoFaultOfTheCorpus() {
        assertThatThrownBy(() -> read(folder.resolve("gone.parquet"))).isInstanceOf(UncheckedIOException.class);
    }
}
