package org.sparklavit.data.stream;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.sparklavit.data.order.EvenShards;
import org.sparklavit.data.order.Lane;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.token.TokenRow;

/** Three streams whose samples are functions of their numbers: short and long images, captions and texts. */
public final class MadeUpStreams {
    /** The ids of all samples. */
    public static final Vocabulary VOCABULARY = new Vocabulary(28, 1000, 27);

    private static final int CODES = VOCABULARY.codebookSize();
    private static final int BLOCK = 16;

    private MadeUpStreams() {}

    /** One lane of the mixture of an [image, text], a [text, image] and a text source, in that order. */
    public static PackedLane lane(int lane, int lanes, long seed, List<Double> weights, int window) {
        SequenceConfig config = new SequenceConfig(window, LongSamples.CUT);
        SequenceBuilder builder =
                new SequenceBuilder(VOCABULARY, new Letters(), config, new Objective.Unified(Condition.DISCRETE, true));
        ShardSource<TokenRow> images = new Mapped<>(new Numbers(8, 100), MadeUpStreams::image);
        ShardSource<TextSample> texts = new Mapped<>(new Numbers(3, 40), MadeUpStreams::text);
        return new PackedLane(
                lane,
                List.of(
                        SequenceFeed.of(
                                laneOf(images, lane, lanes, seed), row -> builder.build(Stream.IMAGE_TEXT, row)),
                        SequenceFeed.of(
                                laneOf(images, lane, lanes, seed + 1), row -> builder.build(Stream.TEXT_IMAGE, row)),
                        SequenceFeed.of(laneOf(texts, lane, lanes, seed + 2), builder::text)),
                new Mixture(weights, seed),
                config);
    }

    private static <T> Lane<T> laneOf(ShardSource<T> source, int lane, int lanes, long seed) {
        return new Lane<>(EvenShards.of(source, lanes, "made up"), lane, lanes, seed, BLOCK);
    }

    private static TokenRow image(int n) {
        int[] codes =
                IntStream.range(0, 3 + n % 9).map(i -> (n * 31 + i) % CODES).toArray();
        return TokenRowsOf.row("k" + n, "word ".repeat(1 + n % 3), 0, codes);
    }

    private static TextSample text(int n) {
        return new TextSample("t" + n, "abcdefghij ".repeat(1 + n % 7));
    }

    /** Shards of consecutive numbers. */
    record Numbers(int shards, int rowsPerShard) implements ShardSource<Integer> {
        @Override
        public long rows(int shard) {
            return rowsPerShard;
        }

        @Override
        public Rows<Integer> open(int shard, long row) {
            return new Rows<>() {
                private int next = (int) row;

                @Override
                public boolean hasNext() {
                    return next < rowsPerShard;
                }

                @Override
                public Integer next() {
                    return shard * rowsPerShard + next++;
                }

                @Override
                public void close() {}
            };
        }
    }

    private record Mapped<T>(Numbers numbers, IntFunction<T> map) implements ShardSource<T> {
        @Override
        public int shards() {
            return numbers.shards();
        }

        @Override
        public long rows(int shard) {
            return numbers.rows(shard);
        }

        @Override
        public Rows<T> open(int shard, long row) {
            Rows<Integer> inner = numbers.open(shard, row);
            return new Rows<>() {
                @Override
                public boolean hasNext() {
                    return inner.hasNext();
                }

                @Override
                public T next() {
                    return map.apply(inner.next());
                }

                @Override
                public void close() {}
            };
        }
    }
}
