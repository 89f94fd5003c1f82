package org.sparklavit.tokenizer.shard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparklavit.data.corpus.CorpusPart;
import org.sparklavit.data.corpus.CorpusSource;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.output.Run;

/**
 * What is read and into how many shards it goes: a function of the files there are, not of the cluster.
 *
 * @param parts pieces of all corpora, in the order that decides which of two equal samples is the first
 * @param inputBytes of all parts
 * @param shards number of shards
 */
public record ShardPlan(List<CorpusPart> parts, long inputBytes, int shards) {
    private static final long MIB = 1L << 20;

    /**
     * Lists the sources.
     *
     * @throws org.sparklavit.config.ConfigException if one of them is missing or empty
     */
    public static ShardPlan of(ShardConfig config, Storage storage) throws IOException {
        List<CorpusPart> parts = new ArrayList<>();
        for (CorpusSource source : config.sources()) {
            parts.addAll(source.parts(storage, config.input().orElse("")));
        }
        long bytes = parts.stream().mapToLong(CorpusPart::bytes).sum();
        long shardBytes = config.shardMib() * MIB;
        int shards = Math.toIntExact(Math.max(1, (bytes + shardBytes - 1) / shardBytes));
        return new ShardPlan(parts, bytes, shards);
    }

    /** The same input and configuration give the same run. */
    public Run run(String effectiveHocon) {
        return Run.of("shard", effectiveHocon, Map.of("the input", Run.describe(parts, inputBytes)));
    }

    /** For {@code --dry-run}. */
    public String describe(ShardConfig config) {
        StringBuilder text = new StringBuilder();
        for (CorpusSource source : config.sources()) {
            List<CorpusPart> own = parts.stream()
                    .filter(part -> part.source().equals(source.name()))
                    .toList();
            text.append("  read ")
                    .append(own.size())
                    .append(" parts of '")
                    .append(source.name())
                    .append("', ");
            text.append(readable(own.stream().mapToLong(CorpusPart::bytes).sum()))
                    .append('\n');
        }
        return text.append("  write ")
                .append(shards)
                .append(shards == 1 ? " shard" : " shards")
                .append(" of about ")
                .append(readable(inputBytes / shards))
                .append(" to ")
                .append(config.output())
                .toString();
    }

    static String readable(long bytes) {
        return bytes < MIB
                ? String.format(Locale.ROOT, "%.0f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MIB);
    }
}
