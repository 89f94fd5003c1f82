package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparklavit.cluster.Gpus;
import org.sparklavit.cluster.PartTasks;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.output.OutputFolder;
import org.sparklavit.data.output.PartStatistics;
import org.sparklavit.data.output.Run;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.parquet.TableFile;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tokenizer.part.PartKind;
import org.sparklavit.tokenizer.part.PartResult;
import org.sparklavit.tokenizer.part.PartsReport;
import org.sparklavit.tokenizer.shard.ShardFolder;

/**
 * A job that makes one part of each shard, one Spark task a shard. It may be killed anywhere and started again: parts that
 * are there stay.
 *
 * @param table the shards
 * @param output folder of the parts
 */
record ShardParts(Storage storage, PartKind kind, Table table, String output) {
    /** Makes one part, on an executor. */
    @FunctionalInterface
    interface Task extends Serializable {
        /** Makes the part {@code name} of the shard {@code uri} and tells {@code progress} how many samples are done. */
        PartResult run(String uri, String name, LongConsumer progress) throws IOException;
    }

    /** Reads the footers of the shards that {@code input} has. */
    static ShardParts open(Storage storage, PartKind kind, String input, String output) throws IOException {
        return new ShardParts(storage, kind, ShardFolder.open(storage, input), output);
    }

    /** For {@code --dry-run}; {@code input} is where the shards are and {@code files} what is made of them. */
    String plan(String input, String files) throws IOException {
        int parts = table.files().size();
        int there = finished().size();
        return "  read " + table.rows() + " samples in " + parts + " shards of " + input
                + "\n  write as many " + files + " to " + output
                + (there == 0 ? "" : "\n  keep " + there + " of them, which are there already");
    }

    /** Makes the parts that are missing; {@code fingerprint} is that of the model. */
    void run(JavaSparkContext context, Loaded<?> loaded, String fingerprint, Task task) throws IOException {
        OutputFolder folder = new OutputFolder(storage, output);
        folder.begin(describe(loaded, fingerprint));
        int all = table.files().size();
        Map<Integer, PartResult> parts = finished();
        if (!parts.isEmpty()) {
            System.out.println(
                    kind.job() + ": keeps " + parts.size() + " of the " + all + " parts, which are there already");
        }
        if (parts.size() == all && folder.isComplete()) {
            System.out.println(kind.job() + ": nothing is left to do");
            return;
        }
        parts.putAll(missing(context, parts, task));
        PartsReport report = new PartsReport(kind, table.rows(), List.copyOf(parts.values()));
        System.out.println(report.summary(output));
        System.out.println("  " + PartStatistics.read(storage, output).rate());
        report.check();
        folder.complete(report.toJson(fingerprint, loaded.effectiveHocon()));
    }

    private Run describe(Loaded<?> loaded, String fingerprint) {
        List<StoredFile> shards = table.files().stream().map(TableFile::file).toList();
        long bytes = shards.stream().mapToLong(StoredFile::bytes).sum();
        Map<String, String> facts =
                Map.of("the input", Run.describe(shards, bytes), "the " + kind.model(), fingerprint);
        return Run.of(kind.job(), loaded.effectiveHocon(), facts);
    }

    private Map<Integer, PartResult> finished() throws IOException {
        Map<Integer, PartResult> finished = new TreeMap<>();
        for (int part = 0; part < table.files().size(); part++) {
            int number = part;
            PartResult.find(storage, output, PartResult.name(part), kind)
                    .ifPresent(result -> finished.put(number, result));
        }
        return finished;
    }

    private Map<Integer, PartResult> missing(JavaSparkContext context, Map<Integer, PartResult> finished, Task task) {
        SortedMap<Integer, Long> rows = new TreeMap<>();
        Map<Integer, String> uris = new TreeMap<>();
        for (int part = 0; part < table.files().size(); part++) {
            if (!finished.containsKey(part)) {
                rows.put(part, table.files().get(part).rows());
                uris.put(part, table.files().get(part).file().uri());
            }
        }
        return PartTasks.run(context, kind.job(), "images", rows, (part, progress) -> {
            Tensors.useGpu(Gpus.ofTask());
            return task.run(uris.get(part), PartResult.name(part), progress);
        });
    }
}
