package org.sparklavit.pretrain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.Lane;
import org.sparklavit.data.stream.Mixture;
import org.sparklavit.data.stream.PackedLane;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig.Condition;
import org.sparklavit.data.stream.SequenceFeed;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.data.stream.TextLines;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.token.TokenMetadata;

/** The sources of a configuration, opened: dumps of one tokenizer, and text files. */
final class OpenSources {
    /** Text files are dealt line by line where there are too few, so they never limit the lanes below this. */
    private static final int ENOUGH_SHARDS = 64;

    private final List<SourceConfig> configs;
    private final List<Object> opened = new ArrayList<>();

    /**
     * Opens all.
     *
     * @param root folder that relative paths start from
     * @param lanes the number of lanes that will read, or 1 if that is not known yet
     * @throws org.sparklavit.config.ConfigException if a source is missing, empty or of another tokenizer
     */
    OpenSources(Storage storage, String root, List<SourceConfig> configs, Condition condition, int lanes)
            throws IOException {
        this.configs = configs;
        for (SourceConfig config : configs) {
            String path = Storage.resolve(root, config.path());
            boolean withFeatures = config.stream() == Stream.IMAGE_TEXT && condition == Condition.CONTINUOUS;
            opened.add(
                    config.stream() == Stream.TEXT
                            ? TextLines.open(storage, path, lanes)
                            : TokenDump.open(storage, path, withFeatures));
        }
        List<TokenDump> dumps = dumps();
        for (TokenDump dump : dumps) {
            dumps.get(0).checkSameTokenizer(dump.metadata(), dump.folder());
        }
    }

    /** What the dumps tell; empty if all sources are text. */
    Optional<TokenMetadata> tokens() {
        return dumps().stream().findFirst().map(TokenDump::metadata);
    }

    /** Refuses dumps of another tokenizer than this one's. */
    void checkSameTokenizer(OpenSources other) {
        if (!dumps().isEmpty()) {
            other.dumps().forEach(dump -> dumps().get(0).checkSameTokenizer(dump.metadata(), dump.folder()));
        }
    }

    /** The shards of the source that has fewest. */
    int fewestShards() {
        return dumps().stream().mapToInt(TokenDump::shards).min().orElse(ENOUGH_SHARDS);
    }

    /** Names the source with the fewest shards, for messages. */
    String fewestShardsOf() {
        return dumps().stream()
                .filter(dump -> dump.shards() == fewestShards())
                .map(TokenDump::folder)
                .findFirst()
                .orElse("the text");
    }

    /** The rows of one lane, all sources mixed by weight. */
    PackedLane mixed(SequenceBuilder builder, Reading reading, int window) {
        List<SequenceFeed> feeds = new ArrayList<>();
        for (int source = 0; source < configs.size(); source++) {
            feeds.add(feed(source, builder, reading));
        }
        List<Double> weights = configs.stream().map(SourceConfig::weight).toList();
        return new PackedLane(reading.lane(), feeds, new Mixture(weights, reading.seed()), window);
    }

    /** The rows of each source by itself. */
    List<PackedLane> alone(SequenceBuilder builder, Reading reading, int window) {
        List<PackedLane> lanes = new ArrayList<>();
        for (int source = 0; source < configs.size(); source++) {
            lanes.add(new PackedLane(
                    reading.lane(),
                    List.of(feed(source, builder, reading)),
                    new Mixture(List.of(1.0), reading.seed()),
                    window));
        }
        return lanes;
    }

    /** Who reads, and in which order. */
    record Reading(int lane, int lanes, long seed, int shuffleBlock) {
        /** Another order for each source, because two streams of one dump should not march in step. */
        private long seedOf(int source) {
            return seed * 31 + source;
        }
    }

    private SequenceFeed feed(int source, SequenceBuilder builder, Reading reading) {
        long seed = reading.seedOf(source);
        if (opened.get(source) instanceof TokenDump dump) {
            Stream stream = configs.get(source).stream();
            return SequenceFeed.of(
                    new Lane<>(dump, reading.lane(), reading.lanes(), seed, reading.shuffleBlock()),
                    row -> builder.build(stream, row));
        }
        TextLines lines = (TextLines) opened.get(source);
        return SequenceFeed.of(
                new Lane<>(lines, reading.lane(), reading.lanes(), seed, reading.shuffleBlock()), builder::text);
    }

    private List<TokenDump> dumps() {
        return opened.stream()
                .filter(TokenDump.class::isInstance)
                .map(TokenDump.class::cast)
                .toList();
    }
}
