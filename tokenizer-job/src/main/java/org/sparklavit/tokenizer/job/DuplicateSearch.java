package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.sparklavit.cluster.ProgressCounter;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tokenizer.shard.ContentKey;
import org.sparklavit.tokenizer.shard.Contents;
import org.sparklavit.tokenizer.shard.DropDuplicates;
import org.sparklavit.tokenizer.shard.Duplicate;
import org.sparklavit.tokenizer.shard.FirstOfEach;
import org.sparklavit.tokenizer.shard.RepeatedContents;
import org.sparklavit.tokenizer.shard.RowKey;
import org.sparklavit.tokenizer.shard.ShardLayout;
import org.sparklavit.tokenizer.shard.ShardRow;
import org.sparklavit.tokenizer.shard.ShardSelection;
import scala.Tuple2;

/**
 * Finds samples of the same content in the whole corpus: sorts the hashes of all contents by a shuffle of their own, and
 * sends what it finds to the shard where it lies. Which of them is kept, the first of the input, depends on nothing else.
 *
 * <p>Reads the shuffle of the rows once more, and the corpus not again; holds one row.
 *
 * @param wanted the samples of all other shards are read where an earlier run has kept them
 * @param progress counts the rows that were looked at, finished shards aside
 */
record DuplicateSearch(
        Storage storage, ShardLayout layout, ShardSelection wanted, DropDuplicates duplicates, ProgressCounter progress)
        implements Serializable {

    /** What is to be left out of each shard, in the order of its rows; partitioned as these are. */
    JavaPairRDD<RowKey, Duplicate> in(JavaPairRDD<RowKey, ShardRow> sorted) {
        return sorted.mapPartitionsToPair(this::contents)
                .repartitionAndSortWithinPartitions(new ByContent(layout.shards()), Comparator.naturalOrder())
                .mapPartitionsToPair(DuplicateSearch::repeated)
                .repartitionAndSortWithinPartitions(new ByKey(layout.shards()), Comparator.naturalOrder());
    }

    private Iterator<Tuple2<ContentKey, Boolean>> contents(Iterator<Tuple2<RowKey, ShardRow>> rows) throws IOException {
        int shard = TaskContext.getPartitionId();
        Stream<ContentKey> keys = wanted.isFinished(shard)
                ? Streams.closedWithTask(new Contents(storage, layout, shard, duplicates))
                : Streams.of(rows)
                        .filter(row -> !row._1().isOfCount())
                        .peek(row -> progress.add(1))
                        .map(row -> Map.entry(row._1(), row._2()))
                        .map(new FirstOfEach())
                        .filter(row -> row.getValue() instanceof ShardRow.Good)
                        .map(row -> duplicates.keyOf(((ShardRow.Good) row.getValue()).sample(), row.getKey()));
        return keys.map(key -> new Tuple2<>(key, true)).iterator();
    }

    private static Iterator<Tuple2<RowKey, Duplicate>> repeated(Iterator<Tuple2<ContentKey, Boolean>> contents) {
        return Streams.of(contents)
                .map(Tuple2::_1)
                .flatMap(new RepeatedContents())
                .map(found -> new Tuple2<>(found.place(), found))
                .iterator();
    }
}
