package org.sparklavit.data.webdataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.CorpusRecord;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.RawSample;

class TarSamplesTest {
    private static final TarOptions OPTIONS = TarOptions.defaults();

    @TempDir
    Path folder;

    @Test
    void readsImageCaptionAndMetadataOfEachKey() throws IOException {
        TestTar tar = new TestTar()
                .add("./a/0001.jpg", "JPEG")
                .add("a/0001.txt", " a red circle\n")
                .add("a/0001.json", "{ \"n\": 1.50 }")
                .add("a/0002.seg.png", "not the image")
                .add("a/0002.PNG", "PNG")
                .add("a/0002.txt", "a blue square");
        for (byte[] bytes : List.of(tar.plain(), tar.gzipped())) {
            List<CorpusRecord> records = read(bytes, OPTIONS);
            assertThat(records).hasSize(2);
            RawSample first = (RawSample) records.get(0);
            assertThat(first.source()).isEqualTo("test");
            assertThat(first.key()).isEqualTo("a/0001");
            assertThat(first.image()).asString(StandardCharsets.UTF_8).isEqualTo("JPEG");
            assertThat(first.caption()).isEqualTo("a red circle");
            assertThat(first.metadataJson()).isEqualTo("{\"n\":1.50}");
            assertThat(((RawSample) records.get(1)).image())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("PNG");
        }
    }

    @Test
    void takesTheCaptionFromTheMetadataWhereThereIsNoText() throws IOException {
        byte[] tar = new TestTar()
                .add("1.jpg", "J")
                .add("1.json", "{\"caption\": \"a tree\", \"url\": \"u\"}")
                .plain();
        assertThat(read(tar, OPTIONS)).singleElement().satisfies(record -> assertThat(((RawSample) record).caption())
                .isEqualTo("a tree"));
    }

    @Test
    void tellsWhatIsMissingOrUnreadable() throws IOException {
        byte[] tar = new TestTar()
                .add("1.jpg", "J")
                .add("2.txt", "alone")
                .add("3.jpg", "J")
                .add("3.txt", "  \n")
                .add("4.jpg", "J")
                .add("4.txt", new byte[] {(byte) 0xff, 'a'})
                .add("5.jpg", "J")
                .add("5.txt", "good")
                .add("5.json", "[1]")
                .add("6.jpg", "J")
                .add("6.txt", "good")
                .plain();
        List<CorpusRecord> records = read(tar, OPTIONS);
        assertThat(records.subList(0, 5))
                .extracting(record -> ((ErrorRow) record).reason())
                .containsExactly("MISSING_CAPTION", "MISSING_IMAGE", "MISSING_CAPTION", "BAD_CAPTION", "BAD_METADATA");
        assertThat(((ErrorRow) records.get(1)).detail())
                .isEqualTo("test.tar: none of its members [txt] is one of [jpg, jpeg, png, webp, gif, bmp]");
        assertThat(records.get(5)).isInstanceOf(RawSample.class);
    }

    @Test
    void aSecondImageUnderTheSameKeyIsAnotherSample() throws IOException {
        byte[] tar = new TestTar()
                .add("1.jpg", "J")
                .add("1.txt", "first")
                .add("1.jpg", "K")
                .add("1.txt", "second")
                .plain();
        assertThat(read(tar, OPTIONS))
                .extracting(record -> ((RawSample) record).caption())
                .containsExactly("first", "second");
    }

    @Test
    void passesOverFoldersHiddenFilesAndMembersNobodyAskedFor() throws IOException {
        byte[] tar = new TestTar()
                .add("folder/", "")
                .add("._1.jpg", "mac")
                .add("LICENSE", "text")
                .add("1.npy", new byte[5000])
                .add("1.jpg", "J")
                .add("1.txt", "one")
                .plain();
        assertThat(read(tar, OPTIONS)).singleElement().isInstanceOf(RawSample.class);
    }

    @Test
    void refusesALargeMemberUnreadAndGoesOn() throws IOException {
        TarOptions small = new TarOptions(List.of("jpg"), List.of("txt"), "caption", 10, false);
        byte[] tar = new TestTar()
                .add("1.jpg", new byte[11])
                .add("1.txt", "one")
                .add("2.jpg", new byte[10])
                .add("2.txt", "two")
                .plain();
        List<CorpusRecord> records = read(tar, small);
        assertThat(((ErrorRow) records.get(0)).detail())
                .isEqualTo("test.tar: its member .jpg has 11 bytes but at most 10 are read; raise max-member-mib");
        assertThat(records.get(1)).isInstanceOf(RawSample.class);
    }

    @Test
    void canPutTheTarsNameBeforeTheKeys() throws IOException {
        TarOptions options = new TarOptions(List.of("jpg"), List.of("txt"), "caption", 10, true);
        byte[] tar = new TestTar().add("1.jpg", "J").add("1.txt", "one").plain();
        assertThat(read(tar, options)).extracting(CorpusRecord::key).containsExactly("test.tar/1");
    }

    @Test
    void aTarCutInsideAMemberKeepsWhatCameBefore() throws IOException {
        byte[] tar = fiveSamples();
        List<CorpusRecord> records = read(Arrays.copyOf(tar, tar.length - 1024 * 10 - 600), OPTIONS);
        assertThat(records.get(0)).isInstanceOf(RawSample.class);
        ErrorRow damage = (ErrorRow) records.get(records.size() - 1);
        assertThat(damage.reason()).isEqualTo("BROKEN_TAR");
        assertThat(damage.key()).isEqualTo("test.tar");
        assertThat(damage.detail())
                .startsWith("test.tar is damaged near byte ")
                .contains(" of the unzipped tar in sample '")
                .endsWith("; what follows is lost. Fetch the file again");
    }

    @Test
    void aTarCutBetweenTwoMembersIsNoticed() throws IOException {
        byte[] whole = new TestTar().add("1.jpg", "J").add("1.txt", "one").plain();
        List<CorpusRecord> records = read(Arrays.copyOf(whole, 4 * 512), OPTIONS);
        assertThat(records.get(0)).isInstanceOf(RawSample.class);
        assertThat(((ErrorRow) records.get(1)).detail())
                .contains("it ends without the two empty blocks that end a tar");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 700, 5000})
    void bytesThatAreNoTarAreOneError(int length) throws IOException {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        assertThat(read(noise, OPTIONS)).singleElement().satisfies(record -> assertThat(((ErrorRow) record).reason())
                .isEqualTo("BROKEN_TAR"));
    }

    @Test
    void anyCutOfAGzippedTarEndsInAnError() throws IOException {
        byte[] tar =
                new TestTar().add("1.jpg", new byte[3000]).add("1.txt", "one").gzipped();
        for (int length = 0; length < tar.length; length += 7) {
            List<CorpusRecord> records = read(Arrays.copyOf(tar, length), OPTIONS);
            assertThat(records.get(records.size() - 1)).isInstanceOf(ErrorRow.class);
        }
    }

    private static byte[] fiveSamples() {
        TestTar tar = new TestTar();
        for (int i = 0; i < 5; i++) {
            tar.add(i + ".jpg", new byte[9000]).add(i + ".txt", "caption " + i);
        }
        return tar.plain();
    }

    private List<CorpusRecord> read(byte[] tar, TarOptions options) throws IOException {
        Path file = folder.resolve("test.tar");
        Files.write(file, tar);
        List<CorpusRecord> records = new ArrayList<>();
        try (TarSamples samples = new TarSamples(Storage.local(), file.toString(), "test", options)) {
            samples.forEachRemaining(records::add);
        }
        return records;
    }
}
