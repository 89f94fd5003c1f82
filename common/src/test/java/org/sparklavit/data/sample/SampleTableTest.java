package org.sparklavit.data.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.parquet.TableFile;
import org.sparklavit.data.parquet.WriteOptions;

class SampleTableTest {
    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    @Test
    void givesBackWhatWasWritten() throws IOException {
        Sample sample = sample(0, 1000);
        String uri = write("one.parquet", List.of(sample), WriteOptions.defaults());
        try (RowReader<Sample> rows = SampleTable.reader(storage, uri)) {
            assertThat(rows.next()).usingRecursiveComparison().isEqualTo(sample);
            assertThat(rows.hasNext()).isFalse();
        }
    }

    @Test
    void leavesTheImagesAloneWhenTheyAreNotWanted() throws IOException {
        String uri = write("one.parquet", List.of(sample(7, 1000)), WriteOptions.defaults());
        try (RowReader<Sample> rows = SampleTable.readerWithoutImages(storage, uri)) {
            Sample read = rows.next();
            assertThat(read.image()).isEmpty();
            assertThat(read.caption()).isEqualTo("caption 7");
        }
    }

    @Test
    void closesARowGroupBySizeAlthoughImagesAreLarge() throws IOException {
        List<Sample> samples = samples(40, 1 << 20);
        String uri = write("big.parquet", samples, WriteOptions.defaults().withRowGroups(8 << 20, 1000));
        List<Long> groups = TableFile.open(storage, uri).groupRows();
        assertThat(groups).hasSizeBetween(4, 8).allMatch(rows -> rows <= 10);
    }

    @Test
    void startsAtAnyRow() throws IOException {
        String uri =
                write("rows.parquet", samples(25, 10), WriteOptions.defaults().withRowGroups(1 << 20, 10));
        for (int start : new int[] {0, 9, 10, 23}) {
            try (RowReader<Sample> rows = SampleTable.reader(storage, uri).skipTo(start)) {
                assertThat(rows.next().key()).isEqualTo("key" + start);
            }
        }
        try (RowReader<Sample> rows = SampleTable.reader(storage, uri).skipTo(25)) {
            assertThat(rows.hasNext()).isFalse();
        }
        try (RowReader<Sample> rows = SampleTable.reader(storage, uri)) {
            assertThatThrownBy(() -> rows.skipTo(26)).hasMessageEndingWith("has 25 rows and none at 26");
        }
    }

    @Test
    void numbersTheRowsOfAFolderThrough() throws IOException {
        WriteOptions options =
                WriteOptions.defaults().withRowGroups(1 << 20, 10).withFooter(Map.of("who", "test"));
        write("part-00001.parquet", samples(12, 10), options);
        write("part-00000.parquet", samples(5, 10), options);
        Table table = Table.open(storage, folder.toString());
        assertThat(table.rows()).isEqualTo(17);
        assertThat(table.files().get(0).footer()).containsEntry("who", "test");
        assertThat(table.groups()).extracting(Table.Group::firstRow).containsExactly(0L, 5L, 15L);
        assertThat(table.groups()).extracting(Table.Group::firstRowInFile).containsExactly(0L, 0L, 10L);
        assertThat(table.groups()).extracting(Table.Group::rows).containsExactly(5L, 10L, 2L);
    }

    @Test
    void sameRowsGiveTheSameBytes() throws IOException {
        Path first = Path.of(write("a.parquet", samples(50, 5000), WriteOptions.defaults()));
        Path second = Path.of(write("b.parquet", samples(50, 5000), WriteOptions.defaults()));
        assertThat(first).hasSameBinaryContentAs(second);
    }

    @Test
    void aWriterThatIsNotCommittedLeavesNothing() throws IOException {
        String uri = folder.resolve("torn.parquet").toString();
        try (RowWriter<Sample> writer = SampleTable.writer(storage, uri, WriteOptions.defaults())) {
            writer.write(sample(0, 10));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aTornFileIsNamed() throws IOException {
        Path whole = Path.of(write("whole.parquet", samples(50, 5000), WriteOptions.defaults()));
        byte[] bytes = Files.readAllBytes(whole);
        Path torn = folder.resolve("torn.parquet");
        Files.write(torn, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> SampleTable.reader(storage, torn.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("torn.parquet is no complete Parquet file");
    }

    @Test
    void aTableOfAnotherKindIsNamed() throws IOException {
        String uri = folder.resolve("errors.parquet").toString();
        ErrorRow row = ErrorRow.of("s", "k", "read", "MISSING_CAPTION", "no text");
        try (RowWriter<ErrorRow> writer = SampleTable.errorWriter(storage, uri, WriteOptions.defaults())) {
            writer.write(row);
            writer.commit();
        }
        try (RowReader<ErrorRow> rows = SampleTable.errorReader(storage, uri)) {
            assertThat(rows.next()).isEqualTo(row);
        }
        assertThatThrownBy(() -> SampleTable.reader(storage, uri))
                .hasMessageContaining("has no column 'caption'; its columns are [id, source, key, stage");
    }

    private String write(String name, List<Sample> samples, WriteOptions options) throws IOException {
        String uri = folder.resolve(name).toString();
        try (RowWriter<Sample> writer = SampleTable.writer(storage, uri, options)) {
            for (Sample sample : samples) {
                writer.write(sample);
            }
            writer.commit();
        }
        return uri;
    }

    private static List<Sample> samples(int count, int imageBytes) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(sample(i, imageBytes));
        }
        return samples;
    }

    private static Sample sample(int i, int imageBytes) {
        byte[] image = new byte[imageBytes];
        new Random(i).nextBytes(image);
        String key = "key" + i;
        return new Sample(SampleId.of("test", key), "test", key, image, "caption " + i, 4, 3, "{\"n\":" + i + "}");
    }
}
