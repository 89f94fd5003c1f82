package org.sparklavit.tokenizer.shard;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sparklavit.config.Setting;
import org.sparklavit.data.corpus.CorpusSource;

/** Configuration of the shard job. */
public record ShardConfig(
        @Setting(help = "Folder that relative paths of the sources start from; left out: the working directory")
        Optional<String> input,

        @Setting(
                help =
                        "Corpora to read: a list of { type = webdataset, ... }, { type = table, ... } and { type = folder, ... }")
        List<CorpusSource> sources,

        @Setting(help = "Folder for the shards: empty, not there yet, or an unfinished one of the same run")
        String output,

        @Setting(
                help = "Size of one shard; their number is the size of all input divided by it, rounded up",
                unit = "MiB",
                defaultsTo = "256",
                range = "[1, 65536]")
        int shardMib,

        @Setting(
                help = "Size of one row group: what a reader of a shard holds in memory",
                unit = "MiB",
                defaultsTo = "32",
                range = "[1, 1024]")
        int rowGroupMib,

        @Setting(help = "Seed of the global shuffle", defaultsTo = "1")
        long seed,

        @Setting(
                help = "Decode every image, so that a broken one becomes an error row now and not a surprise later;"
                        + " without it width and height are unknown (0)",
                defaultsTo = "true")
        boolean verifyImages,

        @Setting(help = "Keep a JPEG that ends early; its missing part is grey", defaultsTo = "false")
        boolean acceptTruncated,

        @Setting(
                help = "A larger image becomes an error row; nothing of its size is allocated",
                unit = "megapixels",
                defaultsTo = "64",
                range = "[1, 512]")
        int maxMegapixels,

        @Setting(help = "What is left out although it can be read; each becomes an error row", defaultsTo = "{}")
        Filters filters,

        @Setting(
                help =
                        "Of samples with the same image file, or the same image file and caption, in any of the sources, keep"
                                + " the first one; each of the others becomes an error row",
                defaultsTo = "none")
        DropDuplicates dropDuplicates) {
    private static final long MEGAPIXEL = 1L << 20;

    /** Checks the sources. */
    public ShardConfig {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("sources is empty; name at least one corpus");
        }
        if (filters.needSizes() && !verifyImages) {
            throw new IllegalArgumentException(
                    "'filters' ask for sizes of images, which verify-images = false leaves unknown; set it to true");
        }
        Set<String> twice = sources.stream()
                .map(CorpusSource::name)
                .filter(name -> sources.stream()
                                .filter(other -> other.name().equals(name))
                                .count()
                        > 1)
                .collect(Collectors.toSet());
        if (!twice.isEmpty()) {
            throw new IllegalArgumentException(
                    "two sources have the same name " + twice + "; the name is a part of each sample's id");
        }
    }

    /** What the tasks that read must know. */
    public ReadOptions readOptions() {
        return new ReadOptions(seed, verifyImages, acceptTruncated, maxMegapixels * MEGAPIXEL, filters, dropDuplicates);
    }

    /** What the tasks that write must know. */
    public ShardLayout layout(String qualifiedOutput, int shards) {
        return new ShardLayout(qualifiedOutput, shards, (long) rowGroupMib << 20, seed);
    }
}
