package org.sparklavit.pretrain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.EvenShards;
import org.sparklavit.data.order.Lane;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.stream.Mixture;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.PackedLane;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.SequenceFeed;
import org.sparklavit.data.stream.TextFiles;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.token.TokenMetadata;

/** The sources of a configuration, opened: dumps of one tokenizer, and text files. */
final class OpenSources {
    private final List<Source> sources = new ArrayList<>();

    /** One of the two is there. */
    private record Source(SourceConfig config, Optional<TokenDump> dump, Optional<TextFiles> texts) {
        SequenceFeed feed(SequenceBuilder builder, Reading reading, long seed) {
            return dump.isPresent()
                    ? SequenceFeed.of(lane(dump.get(), reading, seed), row -> builder.build(config.stream(), row))
                    : SequenceFeed.of(lane(texts.orElseThrow(), reading, seed), builder::text);
        }

        private <T> Lane<T> lane(ShardSource<T> shards, Reading reading, long seed) {
            return new Lane<>(
                    EvenShards.of(shards, reading.lanes(), config.path()),
                    reading.lane(),
                    reading.lanes(),
                    seed,
                    reading.shuffleBlock());
        }
    }

    /**
     * Opens all.
     *
     * @param root folder that relative paths start from
     * @throws org.sparklavit.config.ConfigException if a source is missing, empty or of another tokenizer
     */
    OpenSources(Storage storage, String root, List<SourceConfig> configs, Objective objective) throws IOException {
        for (SourceConfig config : configs) {
            String path = Storage.resolve(root, config.path());
            sources.add(
                    config instanceof SourceConfig.Text text
                            ? new Source(
                                    config, Optional.empty(), Optional.of(TextFiles.open(storage, path, text.format())))
                            : new Source(
                                    config,
                                    Optional.of(
                                            TokenDump.open(storage, path, objective.readsFeatures(config.stream()))),
                                    Optional.empty()));
        }
        dumps().forEach(dump -> dumps().get(0).checkSameTokenizer(dump.metadata(), dump.folder()));
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

    /** Refuses dumps that have too few rows; texts are not counted before a rank reads them. */
    void checkRows(int lanes) {
        for (Source source : sources) {
            source.dump()
                    .ifPresent(
                            dump -> EvenShards.of(dump, lanes, source.config().path()));
        }
    }

    /** The rows of one lane, all sources mixed by weight. */
    PackedLane mixed(SequenceBuilder builder, Reading reading, SequenceConfig config) {
        List<Double> weights = sources.stream().map(s -> s.config().weight()).toList();
        return new PackedLane(reading.lane(), feeds(builder, reading), new Mixture(weights, reading.seed()), config);
    }

    /** The rows of each source by itself. */
    List<PackedLane> alone(SequenceBuilder builder, Reading reading, SequenceConfig config) {
        return feeds(builder, reading).stream()
                .map(feed -> new PackedLane(
                        reading.lane(), List.of(feed), new Mixture(List.of(1.0), reading.seed()), config))
                .toList();
    }

    /** Who reads, and in which order. */
    record Reading(int lane, int lanes, long seed, int shuffleBlock) {
        /** Another order for each source, because two streams of one dump should not march in step. */
        private long seedOf(int source) {
            return seed * 31 + source;
        }
    }

    private List<SequenceFeed> feeds(SequenceBuilder builder, Reading reading) {
        List<SequenceFeed> feeds = new ArrayList<>();
        for (int source = 0; source < sources.size(); source++) {
            feeds.add(sources.get(source).feed(builder, reading, reading.seedOf(source)));
        }
        return feeds;
    }

    private List<TokenDump> dumps() {
        return sources.stream().flatMap(source -> source.dump().stream()).toList();
    }
}
