package org.sparklavit.tokenizer.job;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.JavaSerializer;
import org.sparklavit.cluster.ProgressCounter;
import org.sparklavit.cluster.ProgressPrinter;
import org.sparklavit.data.corpus.CorpusPart;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tokenizer.shard.DropDuplicates;
import org.sparklavit.tokenizer.shard.Duplicate;
import org.sparklavit.tokenizer.shard.PartRows;
import org.sparklavit.tokenizer.shard.ReadOptions;
import org.sparklavit.tokenizer.shard.RowKey;
import org.sparklavit.tokenizer.shard.ShardLayout;
import org.sparklavit.tokenizer.shard.ShardPlan;
import org.sparklavit.tokenizer.shard.ShardReport;
import org.sparklavit.tokenizer.shard.ShardResult;
import org.sparklavit.tokenizer.shard.ShardRow;
import org.sparklavit.tokenizer.shard.ShardSelection;
import org.sparklavit.tokenizer.shard.ShardWriter;
import scala.Tuple2;
import scala.math.Ordering$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Sorts all rows by their keys through Spark's shuffle, in two Spark jobs over one shuffle: the first reads the corpora
 * and brings the counts of the parts to the driver, the second writes the shards. Between them one may look for
 * duplicates ({@link DuplicateSearch}). No task holds more than Spark's sorter
 * does, which spills to disk.
 */
final class ShardShuffle {
    private final JavaSparkContext context;
    private final Storage storage;
    private final ShardPlan plan;

    ShardShuffle(JavaSparkContext context, Storage storage, ShardPlan plan) {
        this.context = context;
        this.storage = storage;
        this.plan = plan;
    }

    /** A part with its place in the plan. */
    private record Numbered(int number, long firstByte, CorpusPart part) implements Serializable {}

    /**
     * Reads, verifies, sorts and writes everything but the shards that are there, and adds up what was done.
     *
     * @param finished what an earlier run has done, by the number of the shard
     */
    ShardReport run(ReadOptions options, ShardLayout layout, Map<Integer, ShardResult> finished) {
        ShardSelection wanted = ShardSelection.without(plan.shards(), finished.keySet());
        JavaPairRDD<RowKey, ShardRow> sorted;
        Map<String, Long> rowsIn;
        long mebibytes = plan.inputBytes() >> MebibyteCounter.SHIFT;
        try (ProgressPrinter progress = ProgressPrinter.start(context.sc(), "shard: read", "MiB", mebibytes)) {
            sorted = sorted(read(options, wanted, progress.counter()));
            rowsIn = collectCounts(sorted);
        }
        long rows = rowsIn.values().stream().mapToLong(Long::longValue).sum()
                - finished.values().stream().mapToLong(ShardResult::rowsIn).sum();
        Map<Integer, ShardResult> all = new TreeMap<>(finished);
        JavaPairRDD<RowKey, Duplicate> duplicates = duplicates(sorted, options.dropDuplicates(), layout, wanted, rows);
        try (ProgressPrinter progress = ProgressPrinter.start(context.sc(), "shard: write", "samples", rows)) {
            all.putAll(write(sorted, duplicates, layout, wanted, progress.counter()));
        }
        return new ShardReport(rowsIn, List.copyOf(all.values()));
    }

    private JavaPairRDD<RowKey, ShardRow> read(ReadOptions options, ShardSelection wanted, ProgressCounter counter) {
        List<Numbered> parts = new ArrayList<>();
        long firstByte = 0;
        for (CorpusPart part : plan.parts()) {
            parts.add(new Numbered(parts.size(), firstByte, part));
            firstByte += part.bytes();
        }
        Storage files = storage;
        return context.parallelize(parts, parts.size()).flatMapToPair(part -> {
            MebibyteCounter bytes = new MebibyteCounter(counter, part.firstByte());
            PartRows rows = new PartRows(files, part.part(), part.number(), options, wanted, bytes::add);
            return Streams.closedWithTask(rows)
                    .map(row -> new Tuple2<>(row.getKey(), row.getValue()))
                    .iterator();
        });
    }

    /**
     * What {@code repartitionAndSortWithinPartitions} does, with a serialiser that forgets each row once it is written:
     * Spark's own keeps the last hundred alive for every open file, which may be gigabytes of images.
     */
    private JavaPairRDD<RowKey, ShardRow> sorted(JavaPairRDD<RowKey, ShardRow> rows) {
        ClassTag<RowKey> keys = ClassTag$.MODULE$.apply(RowKey.class);
        ClassTag<ShardRow> values = ClassTag$.MODULE$.apply(ShardRow.class);
        SparkConf forgetful = context.getConf().set("spark.serializer.objectStreamReset", "1");
        ShuffledRDD<RowKey, ShardRow, ShardRow> shuffled = new ShuffledRDD<RowKey, ShardRow, ShardRow>(
                        rows.rdd(), new ByKey(plan.shards()), keys, values, values)
                .setKeyOrdering(Ordering$.MODULE$.comparatorToOrdering(Comparator.<RowKey>naturalOrder()))
                .setSerializer(new JavaSerializer(forgetful));
        return JavaPairRDD.fromRDD(shuffled, keys, values);
    }

    /** The partition after the last shard holds the counts: collecting it alone runs the whole shuffle. */
    private Map<String, Long> collectCounts(JavaPairRDD<RowKey, ShardRow> sorted) {
        Map<String, Long> counts = new TreeMap<>();
        for (Tuple2<RowKey, ShardRow> row : sorted.collectPartitions(new int[] {plan.shards()})[0]) {
            ShardRow.Count count = (ShardRow.Count) row._2();
            counts.merge(count.source(), count.rows(), Long::sum);
        }
        return counts;
    }

    private JavaPairRDD<RowKey, Duplicate> duplicates(
            JavaPairRDD<RowKey, ShardRow> sorted,
            DropDuplicates duplicates,
            ShardLayout layout,
            ShardSelection wanted,
            long rows) {
        if (duplicates == DropDuplicates.NONE) {
            return context.parallelizePairs(List.<Tuple2<RowKey, Duplicate>>of(), plan.shards() + 1);
        }
        try (ProgressPrinter progress = ProgressPrinter.start(context.sc(), "shard: compare", "samples", rows)) {
            JavaPairRDD<RowKey, Duplicate> found =
                    new DuplicateSearch(storage, layout, wanted, duplicates, progress.counter()).in(sorted);
            // The partition after the last shard is empty: collecting it alone runs the search.
            found.collectPartitions(new int[] {plan.shards()});
            return found;
        }
    }

    private Map<Integer, ShardResult> write(
            JavaPairRDD<RowKey, ShardRow> sorted,
            JavaPairRDD<RowKey, Duplicate> duplicates,
            ShardLayout layout,
            ShardSelection wanted,
            ProgressCounter counter) {
        Storage files = storage;
        JavaRDD<ShardResult> written = sorted.zipPartitions(duplicates, (rows, leftOut) -> {
            Iterator<Map.Entry<RowKey, ShardRow>> counted = Streams.of(rows)
                    .peek(row -> counter.add(1))
                    .map(row -> Map.entry(row._1(), row._2()))
                    .iterator();
            Iterator<Duplicate> places = Streams.of(leftOut).map(Tuple2::_2).iterator();
            return List.of(ShardWriter.write(files, layout, TaskContext.getPartitionId(), counted, places))
                    .iterator();
        });
        int[] missing = wanted.missing();
        Map<Integer, ShardResult> results = new TreeMap<>();
        List<ShardResult>[] collected = written.collectPartitions(missing);
        for (int i = 0; i < missing.length; i++) {
            results.put(missing[i], collected[i].get(0));
        }
        return results;
    }
}
