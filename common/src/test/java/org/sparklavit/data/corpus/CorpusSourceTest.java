package org.sparklavit.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.Setting;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.CorpusStream;
import org.sparklavit.data.sample.RawSample;
import org.sparklavit.data.webdataset.TestTar;

class CorpusSourceTest {
    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    record Sources(@Setting(help = "corpora") List<CorpusSource> sources) {}

    private List<CorpusPart> parts(String source) throws IOException {
        String override = "sources=[" + source.replace("DIR", folder.toString()) + "]";
        return ConfigLoader.load(Sources.class, null, List.of(override))
                .value()
                .sources()
                .get(0)
                .parts(storage, "");
    }

    @Test
    void eachTarOfAFolderIsAPart() throws IOException {
        byte[] tar = new TestTar().add("1.jpg", "J").add("1.txt", "one").plain();
        for (String name : new String[] {"b.tar", "a.TGZ", "README.md"}) {
            Files.write(folder.resolve(name), tar);
        }
        List<CorpusPart> parts = parts("{ type = webdataset, name = w, path = \"DIR\" }");
        assertThat(parts)
                .extracting(part -> ((CorpusPart.OfTar) part).tar().name())
                .containsExactly("a.TGZ", "b.tar");
        assertThat(parts).extracting(CorpusPart::bytes).containsOnly((long) tar.length);
        try (CorpusStream samples = parts.get(1).open(storage)) {
            assertThat(((RawSample) samples.next()).caption()).isEqualTo("one");
        }
    }

    @Test
    void aFolderIsCutIntoPartsOfSixtyFourImages() throws IOException {
        for (int i = 0; i < 65; i++) {
            Files.writeString(folder.resolve("image_" + i + ".jpg"), "12345");
        }
        List<CorpusPart> parts = parts("{ type = folder, name = f, path = \"DIR\", caption-from = file-name }");
        assertThat(parts).extracting(CorpusPart::bytes).containsExactly(64L * 5, 5L);
        try (CorpusStream samples = parts.get(0).open(storage)) {
            assertThat(((RawSample) samples.next()).caption()).isEqualTo("image 0");
        }
    }

    @Test
    void relativePathsStartFromTheFolderGiven() throws IOException {
        Files.createDirectories(folder.resolve("train"));
        Files.write(folder.resolve("train/a.tar"), new TestTar().plain());
        CorpusSource source = ConfigLoader.load(
                        Sources.class, null, List.of("sources=[{ type = webdataset, name = w, path = train }]"))
                .value()
                .sources()
                .get(0);
        assertThat(source.parts(storage, folder.toString())).hasSize(1);
    }

    @Test
    void namesTheSourceWhosePathIsMissingOrEmpty() {
        assertThatThrownBy(() -> parts("{ type = webdataset, name = w, path = \"DIR/no\" }"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("source 'w': path = " + folder + "/no is not there; check the path and its spelling");
        assertThatThrownBy(() -> parts("{ type = webdataset, name = w, path = \"DIR\" }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("holds no .tar, .tar.gz or .tgz file");
        assertThatThrownBy(() -> parts("{ type = folder, name = f, path = \"DIR\", caption-from = file-name }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("holds no image");
        assertThatThrownBy(() -> parts("{ type = folder, name = f, path = \"DIR\", captions = \"DIR/c.csv\" }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("source 'f': captions = " + folder + "/c.csv is not there");
    }

    @Test
    void captionsAndTheirOriginMustAgree() {
        assertThatThrownBy(() -> parts("{ type = folder, name = f, path = \"DIR\" }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("captions is not set; name the captions file, or set caption-from = file-name");
        assertThatThrownBy(() -> parts(
                        "{ type = folder, name = f, path = \"DIR\", captions = \"c.csv\", caption-from = file-name }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("leave one of them out");
    }
}
