package org.sparklavit.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import org.sparklavit.collective.Collective;
import org.sparklavit.collective.Segments;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.Tensors;

/**
 * The optimiser's part of a checkpoint: one file per rank with the moments of its segments. As segments are contiguous
 * runs of the buckets, another world size reads whichever parts overlap its own.
 */
final class OptimizerState {
    private OptimizerState() {}

    static String fileName(int rank, int worldSize) {
        return String.format("optimizer-%05d-of-%05d.safetensors", rank, worldSize);
    }

    /** The file of this rank. */
    static SafeTensorsWriter of(ShardedAdamW optimizer, Collective collective) {
        SafeTensorsWriter file = new SafeTensorsWriter();
        file.metadata("rank", Integer.toString(collective.rank()));
        List<ShardedAdamW.Shard> shards = optimizer.shards();
        for (int i = 0; i < shards.size(); i++) {
            file.add(name(i, "moment1"), shards.get(i).moment1());
            file.add(name(i, "moment2"), shards.get(i).moment2());
            file.add(name(i, "steps"), shards.get(i).steps());
        }
        return file;
    }

    /** Fills this rank's moments from the files of {@code savedWorld} ranks. */
    static void restore(ShardedAdamW optimizer, CheckpointFiles files, int savedWorld) throws IOException {
        for (int rank = 0; rank < savedWorld; rank++) {
            int saved = rank;
            files.readTensors(fileName(rank, savedWorld), file -> {
                for (int i = 0; i < optimizer.shards().size(); i++) {
                    restore(optimizer.shards().get(i), i, file, saved, savedWorld);
                }
            });
        }
    }

    private static void restore(ShardedAdamW.Shard shard, int bucket, SafeTensors file, int rank, int world) {
        int savedStart = Segments.start(shard.bucket().size(), rank, world);
        int savedEnd = Segments.end(shard.bucket().size(), rank, world);
        int start = Math.max(shard.start(), savedStart);
        int end = Math.min(shard.start() + Math.toIntExact(shard.moment1().size()), savedEnd);
        try (NDManager scratch = Tensors.newManager()) {
            FlatUpdates.copy(shard.steps(), file.read(scratch, name(bucket, "steps")));
            if (start < end) {
                copy(
                        scratch,
                        file.read(scratch, name(bucket, "moment1")),
                        start - savedStart,
                        shard.moment1(),
                        shard,
                        start,
                        end);
                copy(
                        scratch,
                        file.read(scratch, name(bucket, "moment2")),
                        start - savedStart,
                        shard.moment2(),
                        shard,
                        start,
                        end);
            }
        }
    }

    private static void copy(
            NDManager scratch, NDArray saved, int from, NDArray own, ShardedAdamW.Shard shard, int start, int end) {
        NDArray source = FlatUpdates.slice(scratch, saved, from, end - start);
        FlatUpdates.copy(FlatUpdates.slice(scratch, own, start - shard.start(), end - start), source);
    }

    private static String name(int bucket, String part) {
        return "bucket." + bucket + "." + part;
    }
}
