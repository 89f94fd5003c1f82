package org.sparklavit.data.order;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.sparklavit.config.ConfigException;

/**
 * The rows of another source dealt to lanes in equal shares. Where each lane has many shards they are dealt whole;
 * where not, each lane has one range of all rows, so a few files feed any number of lanes.
 *
 * <p>The shards of lane l are l, l + lanes, ..., as {@link Lanes} has it; some may be empty.
 */
public final class EvenShards<T> implements ShardSource<T> {
    /** With so many shards for each lane, lanes differ by little, and rows need not be counted beforehand. */
    private static final int MANY = 8;

    private static final Range EMPTY = new Range(0, 0, 0);

    private final ShardSource<T> source;
    private final List<Range> ranges;

    private record Range(int shard, long from, long to) {}

    private EvenShards(ShardSource<T> source, List<Range> ranges) {
        this.source = source;
        this.ranges = ranges;
    }

    /**
     * Deals {@code source}.
     *
     * @param name of the source, for the message
     * @throws ConfigException if there are fewer rows than lanes
     */
    public static <T> ShardSource<T> of(ShardSource<T> source, int lanes, String name) {
        return source.shards() >= MANY * lanes ? source : new EvenShards<>(source, deal(source, lanes, name));
    }

    private static <T> List<Range> deal(ShardSource<T> source, int lanes, String name) {
        long total = 0;
        for (int shard = 0; shard < source.shards(); shard++) {
            total += source.rows(shard);
        }
        if (total < lanes) {
            throw new ConfigException(name + " has " + total + " rows, fewer than the " + lanes
                    + " lanes that read it. Give it more, or set 'lanes' to a smaller divisor of"
                    + " 'training.global-batch'.");
        }
        List<List<Range>> byLane = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            byLane.add(between(source, total * lane / lanes, total * (lane + 1) / lanes));
        }
        return interleave(byLane);
    }

    /** The rows {@code from} to {@code to} of all shards in a row. */
    private static <T> List<Range> between(ShardSource<T> source, long from, long to) {
        List<Range> ranges = new ArrayList<>();
        long start = 0;
        for (int shard = 0; shard < source.shards(); shard++) {
            long end = start + source.rows(shard);
            if (from < end && to > start) {
                ranges.add(new Range(shard, Math.max(from, start) - start, Math.min(to, end) - start));
            }
            start = end;
        }
        return ranges;
    }

    private static List<Range> interleave(List<List<Range>> byLane) {
        int most = byLane.stream().mapToInt(List::size).max().orElse(0);
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            for (List<Range> own : byLane) {
                ranges.add(i < own.size() ? own.get(i) : EMPTY);
            }
        }
        return ranges;
    }

    @Override
    public int shards() {
        return ranges.size();
    }

    @Override
    public long rows(int shard) {
        return ranges.get(shard).to() - ranges.get(shard).from();
    }

    @Override
    public Rows<T> open(int shard, long row) {
        Range range = ranges.get(shard);
        return new FirstRows<>(source.open(range.shard(), range.from() + row), rows(shard) - row);
    }

    /** Ends before the shard does. */
    private static final class FirstRows<T> implements Rows<T> {
        private final Rows<T> rows;
        private long left;

        private FirstRows(Rows<T> rows, long count) {
            this.rows = rows;
            this.left = count;
        }

        @Override
        public boolean hasNext() {
            return left > 0 && rows.hasNext();
        }

        @Override
        public T next() {
            if (left-- <= 0) {
                throw new NoSuchElementException();
            }
            return rows.next();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
