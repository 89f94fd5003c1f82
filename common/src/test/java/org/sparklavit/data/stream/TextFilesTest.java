package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.ColumnSink;
import org.sparklavit.data.parquet.ColumnValues;
import org.sparklavit.data.parquet.Columns;
import org.sparklavit.data.parquet.RowFormat;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.stream.TextFormat.Plain;

class TextFilesTest {
    private static final TextFormat LINES = new TextFormat("text", Plain.LINE);

    @TempDir
    private Path folder;

    @Test
    void everyFormatGivesTheSameTexts() throws IOException {
        String json = "{\"text\": \"one\"}\n\n{\"text\": \"two\"}\n{\"text\": \"three\"}\n";
        Files.writeString(folder.resolve("a.jsonl"), json);
        compress(json, folder.resolve("b.jsonl.gz"), GZIPOutputStream::new);
        compress(json, folder.resolve("c.jsonl.zst"), ZstdCompressorOutputStream::new);
        Files.writeString(folder.resolve("d.txt"), "one\n\ntwo\nthree");
        compress("one\ntwo\n\n\nthree\n", folder.resolve("e.TXT.GZ"), GZIPOutputStream::new);
        table("f.parquet", "text", "one", "two", "three");

        TextFiles files = open("", LINES);
        assertThat(files.shards()).isEqualTo(6);
        for (int shard = 0; shard < 6; shard++) {
            assertThat(files.rows(shard)).isEqualTo(3);
            assertThat(read(files, shard, 0)).containsExactly("one", "two", "three");
            assertThat(read(files, shard, 2)).containsExactly("three");
            assertThat(read(files, shard, 3)).isEmpty();
        }
    }

    @Test
    void compressedPiecesInARowAreReadToTheEnd() throws IOException {
        compress("one\n", folder.resolve("a.txt.gz"), GZIPOutputStream::new);
        doubleUp("a.txt.gz");
        compress("one\n", folder.resolve("b.txt.zst"), ZstdCompressorOutputStream::new);
        doubleUp("b.txt.zst");
        assertThat(read(open("", LINES), 0, 0)).containsExactly("one", "one");
        assertThat(read(open("", LINES), 1, 0)).containsExactly("one", "one");
    }

    @Test
    void paragraphsEndAtBlankLines() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "\na\nb\n \n\nc\n");
        TextFiles files = open("a.txt", new TextFormat("text", Plain.PARAGRAPH));
        assertThat(files.rows(0)).isEqualTo(2);
        assertThat(read(files, 0, 0)).containsExactly("a\nb", "c");
        assertThat(read(files, 0, 1)).containsExactly("c");
    }

    @Test
    void textsKnowWhereTheyStand() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "one\n\ntwo\n");
        table("b.parquet", "body", "one", "two");
        assertThat(names(open("a.txt", LINES)).get(1)).endsWith("a.txt:3");
        assertThat(names(open("b.parquet", new TextFormat("body", Plain.LINE))).get(1))
                .endsWith("b.parquet:2");
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        Files.writeString(folder.resolve("a.jsonl"), "{\"text\": \"x\"}\n{\"caption\": \"x\"}\n");
        TextFiles files = open("a.jsonl", LINES);
        assertThatThrownBy(() -> read(files, 0, 0))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("a.jsonl:2: the line is no JSON object with a string 'text'. Each line must read"
                        + " {\"text\": \"...\"}; 'field' names another key.");
    }

    @Test
    void aTableWithoutTheColumnIsTheUsersFault() throws IOException {
        table("a.parquet", "body", "one");
        assertThatThrownBy(() -> open("a.parquet", LINES))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("a.parquet has no column 'text'; its columns are [body]. 'field' names the column"
                        + " that holds the text.");
    }

    @Test
    void namesThatTellNothingAndMissingFilesAreTheUsersFault() throws IOException {
        String wanted = "Give a .jsonl or .txt file (also .gz or .zst), a .parquet file, a folder of such files, or a"
                + " glob.";
        Files.writeString(folder.resolve("a.doc"), "x");
        assertThatThrownBy(() -> open("a.doc", LINES))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("a.doc does not tell what it holds. " + wanted);
        assertThatThrownBy(() -> open("none.jsonl", LINES))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no text files at ")
                .hasMessageEndingWith(wanted);
    }

    private TextFiles open(String name, TextFormat format) throws IOException {
        return TextFiles.open(Storage.local(), folder.resolve(name).toString(), format);
    }

    /** What compresses a stream. */
    private interface Compression {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static void compress(String text, Path file, Compression compression) throws IOException {
        try (OutputStream out = compression.over(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void doubleUp(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        Files.write(folder.resolve(name), bytes, StandardOpenOption.APPEND);
    }

    private void table(String name, String column, String... texts) throws IOException {
        String uri = folder.resolve(name).toString();
        try (RowWriter<String> writer =
                new RowWriter<>(Storage.local(), uri, new OptionalText(column), WriteOptions.defaults())) {
            for (String text : texts) {
                writer.write(text);
            }
            writer.commit();
        }
    }

    private static List<String> read(TextFiles files, int shard, long row) {
        List<String> read = new ArrayList<>();
        try (var rows = files.open(shard, row)) {
            rows.forEachRemaining(sample -> read.add(sample.text()));
        }
        return read;
    }

    private static List<String> names(TextFiles files) {
        List<String> names = new ArrayList<>();
        try (var rows = files.open(0, 0)) {
            rows.forEachRemaining(sample -> names.add(sample.name()));
        }
        return names;
    }

    /** A column that need not be in every row, as pandas and Spark write it. */
    private record OptionalText(String column) implements RowFormat<String> {
        @Override
        public MessageType schema() {
            return new MessageType("texts", Columns.optionalBytes(column));
        }

        @Override
        public void write(String row, ColumnSink to) {
            to.text(column, row);
        }

        @Override
        public String read(ColumnValues from) {
            return from.text(column);
        }

        @Override
        public Set<String> largeColumns() {
            return Set.of();
        }
    }
}
