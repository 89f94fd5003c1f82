package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;

class TextLinesTest {
    @TempDir
    private Path folder;

    @Test
    void oneFileIsDealtOverSeveralShards() throws IOException {
        Files.writeString(folder.resolve("a.jsonl"), lines(0, 10));
        TextLines lines = open("a.jsonl", 4);
        assertThat(lines.shards()).isEqualTo(4);
        assertThat(IntStream.range(0, 4).mapToObj(lines::rows)).containsExactly(3L, 3L, 2L, 2L);
        assertThat(read(lines, 0, 0)).containsExactly("0", "4", "8");
        assertThat(read(lines, 3, 0)).containsExactly("3", "7");
        assertThat(read(lines, 1, 2)).containsExactly("9");
    }

    @Test
    void gzippedFilesAreReadLikePlainOnes() throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.jsonl.gz")))) {
            out.write(lines(0, 3).getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(folder.resolve("b.jsonl"), lines(3, 5));
        TextLines lines = open("", 2);
        assertThat(lines.shards()).isEqualTo(2);
        assertThat(read(lines, 0, 0)).containsExactly("0", "1", "2");
        assertThat(read(lines, 1, 1)).containsExactly("4");
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        Files.writeString(folder.resolve("a.jsonl"), lines(0, 2) + "{\"caption\": \"x\"}\n");
        TextLines lines = open("a.jsonl", 1);
        assertThatThrownBy(() -> read(lines, 0, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("a.jsonl:3: the line is no JSON object with a string 'text'. Each line must read"
                        + " {\"text\": \"...\"}.");
    }

    @Test
    void aMissingFileIsTheUsersFault() {
        assertThatThrownBy(() -> open("none.jsonl", 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no text files at ")
                .hasMessageEndingWith("Give a .jsonl or .jsonl.gz file, a folder of such files, or a glob.");
    }

    private TextLines open(String name, int minShards) throws IOException {
        return TextLines.open(Storage.local(), folder.resolve(name).toString(), minShards);
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"text\": \"" + i + "\"}\n")
                .collect(Collectors.joining());
    }

    private static List<String> read(TextLines lines, int shard, long row) {
        List<String> read = new ArrayList<>();
        try (var rows = lines.open(shard, row)) {
            rows.forEachRemaining(read::add);
        }
        return read;
    }
}
