package org.sparklavit.data.stream;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.stream.SequenceBuilder.Built;
import org.sparklavit.data.stream.SequenceBuilder.Fate;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;

/**
 * The packed rows of one lane. Sources are drawn by weight into a pool of waiting sequences; a row begins with the one
 * that waits longest and is filled up with those that leave the least padding. Where that is too much and texts may be
 * cut, the head of one fills the row, and the rest of it begins the next.
 */
public final class PackedLane implements Closeable {
    /** Waiting sequences: with this many short ones to choose from, rows are full. */
    public static final int POOL = 64;
    /** A text is cut only where more than this share of a row would be padding. */
    private static final double MAX_PADDING = 0.01;
    /** So many samples in a row without a usable sequence are a mistake of the configuration. */
    private static final int MAX_UNUSABLE = 10_000;

    private final int lane;
    private final List<SequenceFeed> feeds;
    private final Mixture mixture;
    private final SequenceConfig config;
    private final List<Waiting> pool = new ArrayList<>();
    private long draws;
    private long dropped;
    private long cut;

    /**
     * Where a sequence came from.
     *
     * @param position of its sample in the feed
     * @param piece which of the sample's sequences
     * @param from inputs of it that are in a row already
     */
    public record Origin(int source, long position, int piece, int from) {
        private boolean isOf(int otherSource, long otherPosition, int otherPiece) {
            return source == otherSource && position == otherPosition && piece == otherPiece;
        }
    }

    /**
     * Where a lane stands: enough to make exactly the next rows again.
     *
     * @param positions samples taken from each source
     * @param waiting the sequences that were drawn and are in no row yet, oldest first
     * @param dropped samples that fit no window
     * @param cut samples that were cut to fit
     */
    public record State(int lane, long draws, List<Long> positions, List<Origin> waiting, long dropped, long cut) {}

    private record Waiting(TokenSequence sequence, Origin origin) {
        boolean isTextBeyond(int room) {
            return sequence.stream() == Stream.TEXT && sequence.inputs() > room;
        }

        Waiting after(int inputs) {
            Origin rest = new Origin(origin.source(), origin.position(), origin.piece(), origin.from() + inputs);
            return new Waiting(sequence.between(inputs, sequence.inputs()), rest);
        }
    }

    /** Starts at the first draw; {@code feeds} and the weights of {@code mixture} are in the same order. */
    public PackedLane(int lane, List<SequenceFeed> feeds, Mixture mixture, SequenceConfig config) {
        this.lane = lane;
        this.feeds = List.copyOf(feeds);
        this.mixture = mixture;
        this.config = config;
    }

    /** The next row. */
    public PackedRow next() {
        fillPool();
        List<TokenSequence> row = new ArrayList<>();
        row.add(pool.remove(0).sequence());
        int[] lengths = pool.stream().mapToInt(w -> w.sequence().inputs()).toArray();
        List<Integer> chosen = Packer.fill(lengths, config.window() - row.get(0).inputs());
        chosen.forEach(i -> row.add(pool.get(i).sequence()));
        for (int i = chosen.size() - 1; i >= 0; i--) {
            pool.remove((int) chosen.get(i));
        }
        int room =
                config.window() - row.stream().mapToInt(TokenSequence::inputs).sum();
        if (config.longSamples() == LongSamples.CUT && room > MAX_PADDING * config.window()) {
            fillWithText(row, room);
        }
        return PackedRow.of(config.window(), row);
    }

    private void fillWithText(List<TokenSequence> row, int room) {
        for (int i = 0; i < pool.size(); i++) {
            if (pool.get(i).isTextBeyond(room)) {
                Waiting text = pool.remove(i);
                row.add(text.sequence().between(0, room));
                pool.add(0, text.after(room));
                return;
            }
        }
    }

    /** Samples that fit no window so far. */
    public long dropped() {
        return dropped;
    }

    /** Samples that were cut so far. */
    public long cut() {
        return cut;
    }

    private void fillPool() {
        int unusable = 0;
        while (pool.size() < POOL) {
            int source = mixture.source(lane, draws++);
            long position = feeds.get(source).position();
            Built built = feeds.get(source).next();
            dropped += built.fate() == Fate.DROPPED ? 1 : 0;
            cut += built.fate() == Fate.CUT ? 1 : 0;
            addToPool(built, source, position);
            unusable = built.sequences().isEmpty() ? unusable + 1 : 0;
            if (unusable == MAX_UNUSABLE) {
                throw new ConfigException("'window' is set to " + config.window() + " but " + MAX_UNUSABLE
                        + " samples in a row were longer or empty. Set a larger 'window' or 'long-samples = cut'.");
            }
        }
    }

    private void addToPool(Built built, int source, long position) {
        for (int piece = 0; piece < built.sequences().size(); piece++) {
            pool.add(new Waiting(built.sequences().get(piece), new Origin(source, position, piece, 0)));
        }
    }

    /** Where this lane stands. */
    public State state() {
        return new State(
                lane,
                draws,
                feeds.stream().map(SequenceFeed::position).toList(),
                pool.stream().map(Waiting::origin).toList(),
                dropped,
                cut);
    }

    /** Continues from {@code state}; the samples of waiting sequences are read again. */
    public void restore(State state) {
        if (state.lane() != lane || state.positions().size() != feeds.size()) {
            throw new ConfigException(
                    "the checkpoint was made with " + state.positions().size()
                            + " sources but 'sources' now has " + feeds.size()
                            + ". Continue with the configuration of that run, or write to another 'output'.");
        }
        draws = state.draws();
        dropped = state.dropped();
        cut = state.cut();
        pool.clear();
        for (int source = 0; source < feeds.size(); source++) {
            replay(source, state);
        }
        pool.sort(Comparator.comparingInt(waiting -> state.waiting().indexOf(waiting.origin())));
    }

    /** Reads a source again from its oldest waiting sample on, and keeps what waits. */
    private void replay(int source, State state) {
        SequenceFeed feed = feeds.get(source);
        long end = state.positions().get(source);
        long oldest = state.waiting().stream()
                .filter(origin -> origin.source() == source)
                .mapToLong(Origin::position)
                .min()
                .orElse(end);
        feed.seek(oldest);
        while (feed.position() < end) {
            long position = feed.position();
            Built built = feed.next();
            for (int piece = 0; piece < built.sequences().size(); piece++) {
                addIfWaiting(built.sequences().get(piece), source, position, piece, state);
            }
        }
    }

    private void addIfWaiting(TokenSequence sequence, int source, long position, int piece, State state) {
        state.waiting().stream()
                .filter(origin -> origin.isOf(source, position, piece))
                .findFirst()
                .map(origin -> new Waiting(sequence.between(origin.from(), sequence.inputs()), origin))
                .ifPresent(pool::add);
    }

    @Override
    public void close() {
        feeds.forEach(SequenceFeed::close);
    }
}
