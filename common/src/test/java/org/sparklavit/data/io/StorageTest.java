package org.sparklavit.data.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    @Test
    void listsTheFilesOfAFolderByNameWithoutBookkeeping() throws IOException {
        for (String name : new String[] {"b.tar", "a.tar", "_manifest.json", ".hidden"}) {
            Files.writeString(folder.resolve(name), name);
        }
        Files.createDirectories(folder.resolve("inner"));
        assertThat(storage.list(folder.toString())).extracting(StoredFile::name).containsExactly("a.tar", "b.tar");
        assertThat(storage.list(folder.toString()).get(0).bytes()).isEqualTo(5);
    }

    @Test
    void listsTheMatchesOfAGlob() throws IOException {
        Files.writeString(folder.resolve("a.tar"), "");
        Files.writeString(folder.resolve("a.txt"), "");
        assertThat(storage.list(folder + "/*.tar")).extracting(StoredFile::name).containsExactly("a.tar");
        assertThatThrownBy(() -> storage.list(folder + "/*.zip"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("nothing is there: " + folder + "/*.zip");
    }

    @Test
    void listsAtAnyDepth() throws IOException {
        Files.createDirectories(folder.resolve("x/y"));
        Files.writeString(folder.resolve("x/y/1.jpg"), "");
        Files.writeString(folder.resolve("2.jpg"), "");
        assertThat(storage.listRecursively(folder.toString()))
                .extracting(StoredFile::name)
                .containsExactly("2.jpg", "1.jpg");
    }

    @Test
    void aMissingFolderHasNothingInIt() throws IOException {
        String missing = folder.resolve("missing").toString();
        assertThat(storage.isEmpty(missing)).isTrue();
        assertThat(storage.exists(missing)).isFalse();
        assertThatThrownBy(() -> storage.list(missing)).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void writesAFileWholeAndReplacesAnOlderOne() throws IOException {
        String uri = folder.resolve("new/text.txt").toString();
        storage.writeText(uri, "first");
        storage.writeText(uri, "höher");
        assertThat(storage.readText(uri)).isEqualTo("höher");
        assertThat(folder.resolve("new").toFile().list()).containsExactly("text.txt");
    }

    @Test
    void leavesNothingOfAFileWhoseWriterFails() throws IOException {
        String uri = folder.resolve("text.txt").toString();
        assertThatThrownBy(() -> storage.writeAtomically(uri, out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void deletesTheLeftoversOfKilledWritersAndNothingElse() throws IOException {
        Files.writeString(folder.resolve(".part.0a.tmp"), "half");
        Files.writeString(folder.resolve("part"), "whole");
        storage.deleteLeftovers(folder.toString());
        assertThat(folder.toFile().list()).containsExactly("part");
    }

    @Test
    void refusesToReadMoreThanAllowed() throws IOException {
        String uri = storage.qualify(folder.resolve("ten").toString());
        storage.writeText(uri, "0123456789");
        assertThat(storage.readBytes(uri, 10)).hasSize(10);
        assertThatThrownBy(() -> storage.readBytes(uri, 9))
                .hasMessage(uri + " holds 10 bytes, more than the 9 allowed");
    }

    @Test
    void keepsItsConfigurationWhenItTravels() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set("fs.s3a.endpoint", "somewhere");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Storage(configuration));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Storage there = (Storage) in.readObject();
            assertThat(there.configuration().get("fs.s3a.endpoint")).isEqualTo("somewhere");
        }
    }
}
