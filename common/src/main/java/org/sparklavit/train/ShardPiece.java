package org.sparklavit.train;

import java.util.ArrayList;
import java.util.List;
import org.sparklavit.tensor.Parameter;

/**
 * The part of a parameter that lies in a shard. Checkpoints are made of these, so that ranks of another number, or in
 * other buckets, find what is theirs.
 *
 * @param start within the flat parameter
 * @param size in elements
 * @param offset within the shard
 */
record ShardPiece(Parameter parameter, long start, long size, long offset) {
    /** The pieces of {@code shard} in the order of their place. */
    static List<ShardPiece> of(ShardedAdamW.Shard shard) {
        List<ShardPiece> pieces = new ArrayList<>();
        long end = shard.start() + shard.values().size();
        long at = 0;
        for (Parameter parameter : shard.bucket().parameters()) {
            long from = Math.max(shard.start(), at);
            long to = Math.min(end, at + parameter.size());
            if (from < to) {
                pieces.add(new ShardPiece(parameter, from - at, to - from, from - shard.start()));
            }
            at += parameter.size();
        }
        return pieces;
    }

    /** The name of this piece of {@code part} (values, a moment) in a file. */
    String nameOf(String part) {
        return part + ":" + parameter.name() + "@" + start;
    }
}
