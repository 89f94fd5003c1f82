package org.sparklavit.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.CorpusRecord;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.RawSample;

class FolderSamplesTest {
    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    private Path images;

    @BeforeEach
    void makeImages() throws IOException {
        images = folder.resolve("images");
        Files.createDirectories(images.resolve("b"));
        for (String name : new String[] {"a_red_fox.jpg", "b/Two words.JPEG", "c.png", "notes.txt"}) {
            Files.writeString(images.resolve(name), "bytes of " + name);
        }
    }

    @Test
    void readsCaptionsFromJsonLines() throws IOException {
        String lines = """
                {"file_name": "c.png", "caption": " a cat ", "licence": 4}

                {"file": "./a_red_fox.jpg", "text": "a fox"}
                {"file": "b/Two words.JPEG", "text": "two \\"words\\""}""";
        List<CorpusRecord> records = read(captions("c.jsonl", lines));
        assertThat(records)
                .extracting(CorpusRecord::key, record -> ((RawSample) record).caption())
                .containsExactly(
                        tuple("c.png", "a cat"),
                        tuple("a_red_fox.jpg", "a fox"),
                        tuple("b/Two words.JPEG", "two \"words\""));
        assertThat(((RawSample) records.get(0)).metadataJson()).isEqualTo("{\"licence\":4}");
        assertThat(((RawSample) records.get(0)).image()).asString().isEqualTo("bytes of c.png");
    }

    @Test
    void readsCaptionsFromCsvWithQuotesAndLineBreaks() throws IOException {
        String lines = """
                \uFEFFfile,caption,who\r
                a_red_fox.jpg,"a fox, ""red""\r
                in snow",me\r
                c.png,a cat,\r
                b/Two words.JPEG,words,you""";
        List<CorpusRecord> records = read(captions("c.csv", lines));
        assertThat(records)
                .extracting(record -> ((RawSample) record).caption())
                .containsExactly("a fox, \"red\"\r\nin snow", "a cat", "words");
        assertThat(((RawSample) records.get(0)).metadataJson()).isEqualTo("{\"who\":\"me\"}");
    }

    @Test
    void takesQuotesInTsvAsTheyAre() throws IOException {
        String lines = "image\ttext\nc.png\t\"quoted\" cat\na_red_fox.jpg\tfox\nb/Two words.JPEG\tw\n";
        assertThat(read(captions("c.tsv", lines)).get(0))
                .satisfies(record -> assertThat(((RawSample) record).caption()).isEqualTo("\"quoted\" cat"));
    }

    @Test
    void everyLineAndEveryImageIsAccountedFor() throws IOException {
        String lines = """
                {"file": "gone.jpg", "text": "x"}
                not json
                {"text": "x"}
                {"file": "c.png", "text": " "}
                {"file": "a_red_fox.jpg", "text": "fox"}
                """;
        List<CorpusRecord> records = read(captions("c.jsonl", lines));
        assertThat(records.subList(0, 4))
                .extracting(record -> ((ErrorRow) record).reason(), record -> ((ErrorRow) record).detail())
                .containsExactly(
                        tuple("MISSING_IMAGE", "c.jsonl:1: there is no such image"),
                        tuple("BAD_CAPTIONS_LINE", "c.jsonl:2: it is no JSON object"),
                        tuple(
                                "BAD_CAPTIONS_LINE",
                                "c.jsonl:3: it names no file: one of the fields [file_name, file, filename, image]"),
                        tuple("MISSING_CAPTION", "its caption is empty"));
        assertThat(records.get(4)).isInstanceOf(RawSample.class);
        ErrorRow uncaptioned = (ErrorRow) records.get(5);
        assertThat(uncaptioned.key()).isEqualTo("b/Two words.JPEG");
        assertThat(uncaptioned.detail()).isEqualTo("c.jsonl has no line about it");
    }

    @Test
    void aCsvLineOfAnotherLengthIsAnError() throws IOException {
        List<CorpusRecord> records = read(captions("c.csv", "file,caption\nc.png\n"));
        assertThat(((ErrorRow) records.get(0)).detail()).isEqualTo("c.csv:2: it has 1 fields but the first line has 2");
    }

    @Test
    void aTableWithoutTheNeededColumnsIsTheUsersToMend() throws IOException {
        String uri = captions("c.csv", "name,words\nc.png,cat\n");
        assertThatThrownBy(() -> read(uri))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has the columns [name, words] in its first line but needs one of [file_name,");
        assertThatThrownBy(() -> read(captions("c.xml", "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("must end in .jsonl, .csv or .tsv");
    }

    @Test
    void canTakeTheFilesNameAsCaption() throws IOException {
        List<FolderEntry> entries = new FolderCatalog(storage, images.toString(), "test").captionedByName();
        assertThat(entries)
                .extracting(entry -> ((FolderEntry.Image) entry).caption())
                .containsExactly("a red fox", "Two words", "c");
    }

    @Test
    void refusesALargeImageAndOneThatIsGone() throws IOException {
        List<FolderEntry> entries = new FolderCatalog(storage, images.toString(), "test").captionedByName();
        Files.delete(images.resolve("c.png"));
        try (FolderSamples samples = new FolderSamples(storage, "test", entries, 22)) {
            assertThat(samples.next()).isInstanceOf(RawSample.class);
            assertThat(((ErrorRow) samples.next()).detail())
                    .endsWith("has 25 bytes but at most 22 are read; raise max-image-mib");
            assertThat(((ErrorRow) samples.next()).detail()).endsWith("is gone since the folder was listed");
            assertThat(samples.hasNext()).isFalse();
        }
    }

    private String captions(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private List<CorpusRecord> read(String captionsUri) throws IOException {
        List<FolderEntry> entries = new FolderCatalog(storage, images.toString(), "test").captionedBy(captionsUri);
        List<CorpusRecord> records = new ArrayList<>();
        try (FolderSamples samples = new FolderSamples(storage, "test", entries, 1 << 20)) {
            samples.forEachRemaining(records::add);
        }
        return records;
    }
}
