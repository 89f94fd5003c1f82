package org.sparklavit.data.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.parquet.FooterException;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;

class LatentShardsTest {
    private static final Storage STORAGE = Storage.local();
    private static final LatentMetadata METADATA = new LatentMetadata(
            "f00d", 16, Resize.CENTRE_CROP, List.of(4L, 2L, 2L), LatentPrecision.FLOAT16, "test", "");

    @TempDir
    private Path folder;

    @Test
    void everySampleHasItsOwnLatentFromWhateverRowOn() throws IOException {
        List<String> first = names("a", 23);
        Table shards = shards(first, names("b", 9));
        LatentShards beside = open(shards, latents(first, names("b", 9)));
        assertThat(beside.shards()).isEqualTo(2);
        assertThat(beside.rows(1)).isEqualTo(9);
        for (int from = 0; from < first.size(); from++) {
            assertThat(read(beside, 0, from)).isEqualTo(first.subList(from, first.size()));
        }
    }

    @Test
    void aSampleWithoutALatentIsNamedWhereverReadingBegins() throws IOException {
        List<String> all = names("a", 12);
        LatentShards beside = open(shards(all), latents(without(all, 4, 9)));
        for (int from = 0; from < all.size(); from++) {
            try (ShardSource.Rows<LatentSample> rows = beside.open(0, from)) {
                int first = from;
                int missing = IntStream.of(4, 9, 12)
                        .filter(place -> place >= first)
                        .min()
                        .orElseThrow();
                for (String name : all.subList(from, missing)) {
                    assertThat(rows.next().latent().id()).isEqualTo(name);
                }
                if (missing < all.size()) {
                    assertThatThrownBy(rows::next)
                            .isInstanceOf(ConfigException.class)
                            .hasMessageContaining(
                                    "has no latent of the sample a" + missing + " (test/a" + missing + ")")
                            .hasMessageContaining("shard the corpus with 'verify-images = true'");
                }
            }
        }
    }

    @Test
    void latentsOfOtherShardsAreRefused() throws IOException {
        Table shards = shards(names("a", 5), names("b", 5));
        refuses(shards, latents(names("a", 5)))
                .hasMessageStartingWith("'latents' is set to somewhere, which was made of other shards than 'input'")
                .hasMessageContaining("the shards are 2 files and the latents 1");
        refuses(shards, latents(names("a", 4), names("b", 6)))
                .hasMessageContaining("shard 1 has 5 rows and its file of latents 6");
        refuses(shards, latents(names("c", 5), names("d", 5)))
                .hasMessageContaining("no latent of the sample a0 (test/a0)");
        LatentShards.check(STORAGE, shards, latents(names("a", 5), names("b", 5)), "somewhere");
    }

    @Test
    void theFooterTellsAllAboutTheRows() throws IOException {
        Table latents = latents(names("a", 1));
        Map<String, String> footer = latents.files().get(0).footer();
        assertThat(LatentMetadata.fromFooter("x", footer)).isEqualTo(METADATA);
        Map<String, String> newer = new TreeMap<>(footer);
        newer.put("sparklavit.latent.format-version", "2");
        assertThatThrownBy(() -> LatentMetadata.fromFooter("x", newer))
                .isInstanceOf(FooterException.class)
                .hasMessage("x has format version 2 but this software reads up to 1: update it");
        newer.put("sparklavit.latent.format-version", "1");
        newer.put("sparklavit.latent.precision", "float8");
        assertThatThrownBy(() -> LatentMetadata.fromFooter("x", newer))
                .hasMessageContaining("'sparklavit.latent.precision' is 'float8', which this software does not know");
        assertThatThrownBy(() -> LatentMetadata.fromFooter("x", Map.of()))
                .hasMessageContaining("x is no file of latents")
                .hasMessageEndingWith("Give a folder that the encode-latents job has written");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refuses(Table shards, Table latents) {
        return assertThatThrownBy(() -> LatentShards.check(STORAGE, shards, latents, "somewhere"))
                .isInstanceOf(ConfigException.class);
    }

    private static LatentShards open(Table shards, Table latents) {
        return LatentShards.open(STORAGE, shards, latents, "somewhere");
    }

    private static List<String> read(LatentShards beside, int shard, int from) {
        List<String> names = new ArrayList<>();
        try (ShardSource.Rows<LatentSample> rows = beside.open(shard, from)) {
            while (rows.hasNext()) {
                LatentSample row = rows.next();
                assertThat(row.sample().id()).isEqualTo(row.latent().id());
                assertThat(row.latent().mean())
                        .isEqualTo(bytes("mean of " + row.sample().id()));
                assertThat(row.latent().deviation())
                        .isEqualTo(bytes("deviation of " + row.sample().id()));
                names.add(row.sample().id());
            }
        }
        return names;
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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @SafeVarargs
    private Table shards(List<String>... files) throws IOException {
        WriteOptions smallGroups = WriteOptions.defaults().withRowGroups(1 << 20, 4);
        for (int file = 0; file < files.length; file++) {
            try (RowWriter<Sample> writer = SampleTable.writer(STORAGE, uri("shards", file), smallGroups)) {
                for (String name : files[file]) {
                    writer.write(new Sample(name, "test", name, new byte[0], "c", 1, 1, "{}"));
                }
                writer.commit();
            }
        }
        return Table.open(STORAGE, folder.resolve("shards").toString());
    }

    @SafeVarargs
    private Table latents(List<String>... files) throws IOException {
        String name = "latents-" + files.length + files[0].get(0) + files[0].size();
        WriteOptions smallGroups =
                WriteOptions.defaults().withRowGroups(1 << 20, 5).withFooter(METADATA.toFooter());
        for (int file = 0; file < files.length; file++) {
            try (RowWriter<LatentRow> writer =
                    new RowWriter<>(STORAGE, uri(name, file), LatentFormat.INSTANCE, smallGroups)) {
                for (String id : files[file]) {
                    writer.write(new LatentRow(id, bytes("mean of " + id), bytes("deviation of " + id)));
                }
                writer.commit();
            }
        }
        return Table.open(STORAGE, folder.resolve(name).toString());
    }

    private String uri(String name, int file) {
        return folder.resolve(name + "/part-0000" + file + ".parquet").toString();
    }
}
