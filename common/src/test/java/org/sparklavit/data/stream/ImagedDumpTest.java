package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenWriter;

class ImagedDumpTest {
    private static final Storage STORAGE = Storage.local();
    private static final WriteOptions SMALL_GROUPS = WriteOptions.defaults()
            .withRowGroups(1 << 20, 4)
            .withFooter(Map.of(SampleTable.FORMAT_VERSION_KEY, SampleTable.FORMAT_VERSION));

    @TempDir
    private Path folder;

    @Test
    void everyRowHasItsOwnImageFromWhateverRowOn() throws IOException {
        List<String> first = names("a", 23);
        List<String> second = names("b", 9);
        shards(first, second);
        List<List<String>> kept = List.of(without(first, 0, 1, 7, 22), without(second, 3, 4, 5));
        ImagedDump dump = open(kept.get(0), kept.get(1));
        assertThat(dump.shards()).isEqualTo(2);
        for (int shard = 0; shard < 2; shard++) {
            List<String> names = kept.get(shard);
            assertThat(dump.rows(shard)).isEqualTo(names.size());
            for (int from = 0; from < names.size(); from++) {
                assertThat(read(dump, shard, from)).isEqualTo(names.subList(from, names.size()));
            }
        }
    }

    @Test
    void otherShardsAreRefused() throws IOException {
        shards(names("a", 5), names("b", 5));
        refuses(names("a", 5))
                .hasMessageEndingWith("was made of other shards: the shards are 2 files and the token"
                        + " files 1. Give the output folder of shard that tokenize has read.");
        refuses(names("a", 4), names("b", 6)).hasMessageContaining("shard 1 has 5 rows and its token file 6");
        refuses(names("c", 5), names("d", 5))
                .hasMessageContaining("'images' is set to " + folder.resolve("shards"))
                .hasMessageContaining("they have no image c0 (test/c0) at its place");
    }

    @Test
    void whatIsNoFolderOfShardsIsRefused() throws IOException {
        refuses(names("a", 5))
                .hasMessageStartingWith("'images' is set to " + folder.resolve("shards") + " but there are no shards")
                .hasMessageEndingWith("Give the output folder of shard that tokenize has read.");
    }

    @SafeVarargs
    private AbstractThrowableAssert<?, ? extends Throwable> refuses(List<String>... files) {
        return assertThatThrownBy(() -> open(files)).isInstanceOf(ConfigException.class);
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    private static List<String> without(List<String> names, Integer... places) {
        return IntStream.range(0, names.size())
                .filter(i -> !List.of(places).contains(i))
                .mapToObj(names::get)
                .toList();
    }

    private static List<String> read(ImagedDump dump, int shard, int from) {
        List<String> names = new ArrayList<>();
        try (ShardSource.Rows<ImagedRow> rows = dump.open(shard, from)) {
            while (rows.hasNext()) {
                ImagedRow row = rows.next();
                assertThat(new String(row.file(), StandardCharsets.UTF_8))
                        .isEqualTo("image of " + row.tokens().id());
                names.add(row.tokens().id());
            }
        }
        return names;
    }

    @SafeVarargs
    private void shards(List<String>... files) throws IOException {
        for (int file = 0; file < files.length; file++) {
            String uri =
                    folder.resolve("shards/data/part-0000" + file + ".parquet").toString();
            try (RowWriter<Sample> writer = SampleTable.writer(STORAGE, uri, SMALL_GROUPS)) {
                for (String name : files[file]) {
                    byte[] image = ("image of " + name).getBytes(StandardCharsets.UTF_8);
                    writer.write(new Sample(name, "test", name, image, "c", 1, 1, "{}"));
                }
                writer.commit();
            }
        }
    }

    @SafeVarargs
    private ImagedDump open(List<String>... files) throws IOException {
        Path tokens = folder.resolve("tokens-" + files.length + "-" + files[0].get(0) + files[0].size());
        TokenMetadata metadata = new TokenMetadata("f00d", 16, 4, 0, "none", 0.5, "test", "");
        for (int file = 0; file < files.length; file++) {
            String uri = tokens.resolve("data/part-0000" + file + ".parquet").toString();
            try (TokenWriter writer = new TokenWriter(STORAGE, uri, metadata)) {
                for (String name : files[file]) {
                    writer.write(TokenRowsOf.row(name, "c", 0, 1, 2));
                }
                writer.commit();
            }
        }
        TokenDump dump = TokenDump.open(STORAGE, tokens.toString(), false);
        return ImagedDump.open(STORAGE, dump, folder.resolve("shards").toString());
    }
}
