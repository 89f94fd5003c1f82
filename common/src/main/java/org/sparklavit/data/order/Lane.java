package org.sparklavit.data.order;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One endless stream of samples: every epoch reads the lane's shards in a new order, and shuffles the rows of each shard
 * within blocks. What comes at a position is a pure function of (shards, seed, lane, lanes, position), so a run
 * continues by seeking to the position that it saved.
 */
public final class Lane<T> implements Closeable {
    private final ShardSource<T> source;
    private final int lane;
    private final long seed;
    private final int blockRows;
    private final List<Integer> shards = new ArrayList<>();
    private final long rowsPerEpoch;

    private long position;
    private List<Integer> epochOrder = List.of();
    private int shardInEpoch;
    private ShardSource.Rows<T> rows;
    private long row;
    private List<T> block = List.of();
    private int inBlock;

    /**
     * Starts at position 0.
     *
     * @param blockRows rows that are held and shuffled at a time
     */
    public Lane(ShardSource<T> source, int lane, int lanes, long seed, int blockRows) {
        this.source = source;
        this.lane = lane;
        this.seed = seed;
        this.blockRows = blockRows;
        long total = 0;
        for (int shard = lane; shard < source.shards(); shard += lanes) {
            shards.add(shard);
            total += source.rows(shard);
        }
        if (total == 0) {
            throw new IllegalArgumentException("lane " + lane + " of " + lanes + " has no rows");
        }
        rowsPerEpoch = total;
        seek(0);
    }

    /** The lane's number. */
    public int lane() {
        return lane;
    }

    /** How many samples have been taken. */
    public long position() {
        return position;
    }

    /** The next sample. */
    public T next() {
        while (inBlock == block.size()) {
            nextBlock();
        }
        position++;
        return block.get(inBlock++);
    }

    /** Continues as if {@code newPosition} samples had been taken; rows that are passed over are not read, but for the
     * block in which the position lies. */
    public void seek(long newPosition) {
        close();
        startEpoch(newPosition / rowsPerEpoch);
        position = newPosition;
        long left = newPosition % rowsPerEpoch;
        while (left >= source.rows(epochOrder.get(shardInEpoch))) {
            left -= source.rows(epochOrder.get(shardInEpoch++));
        }
        row = left / blockRows * blockRows;
        block = List.of();
        inBlock = 0;
        if (left % blockRows > 0) {
            nextBlock();
            inBlock = (int) (left % blockRows);
        }
    }

    private void startEpoch(long epoch) {
        epochOrder = new ArrayList<>(shards);
        shuffle(epochOrder, random(epoch, -1, lane));
        shardInEpoch = 0;
        row = 0;
    }

    private void nextBlock() {
        while (row >= source.rows(epochOrder.get(shardInEpoch))) {
            close();
            row = 0;
            if (++shardInEpoch == epochOrder.size()) {
                startEpoch(position / rowsPerEpoch);
            }
        }
        int shard = epochOrder.get(shardInEpoch);
        if (rows == null) {
            rows = source.open(shard, row);
        }
        long end = Math.min(row + blockRows, source.rows(shard));
        List<T> next = new ArrayList<>();
        long first = row;
        for (; row < end; row++) {
            next.add(rows.next());
        }
        shuffle(next, random(position / rowsPerEpoch, shard, first));
        block = next;
        inBlock = 0;
    }

    private SplittableRandom random(long epoch, long shard, long place) {
        long mixed = seed;
        for (long part : new long[] {epoch, shard, place}) {
            mixed = (mixed ^ part) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 32;
        }
        return new SplittableRandom(mixed);
    }

    private static <E> void shuffle(List<E> list, SplittableRandom random) {
        for (int i = list.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            E swapped = list.get(i);
            list.set(i, list.get(other));
            list.set(other, swapped);
        }
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
            rows = null;
        }
    }
}
