package org.sparklavit.pretrain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.EvenShards;
import org.sparklavit.data.order.Lane;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.sample.SampleId;
import org.sparklavit.data.stream.ImagedDump;
import org.sparklavit.data.stream.ImagedRow;
import org.sparklavit.data.stream.Mixture;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.PackedLane;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.SequenceFeed;
import org.sparklavit.data.stream.TextFiles;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;

/** The sources of a configuration, opened: dumps of one tokenizer, with images where these are read, and text files. */
public final class OpenSources {
    /** Which texts are left out has nothing to do with which samples come first. */
    private static final long DROPOUT_SEED = 0x7e87d809L;

    private final List<Source> opened = new ArrayList<>();

    /** A dump, with its images or without, or texts. */
    private record Source(
            SourceConfig config, Optional<TokenDump> dump, Optional<ImagedDump> imaged, Optional<TextFiles> texts) {
        SequenceFeed feed(SequenceBuilder builder, Reading reading, long seed) {
            if (imaged.isPresent()) {
                return SequenceFeed.of(
                        lane(imaged.get(), reading, seed),
                        row -> builder.build(config.stream(), new ImagedRow(shown(row.tokens()), row.file())));
            }
            return dump.isPresent()
                    ? SequenceFeed.of(
                            lane(dump.get(), reading, seed), row -> builder.build(config.stream(), shown(row)))
                    : SequenceFeed.of(lane(texts.orElseThrow(), reading, seed), builder::text);
        }

        /** The row as the model gets to see it: whether its text is left out depends on its id alone. */
        private TokenRow shown(TokenRow row) {
            double place = (SampleId.shuffleKey(row.id(), DROPOUT_SEED) >>> 11) * 0x1.0p-53;
            return place < config.textDropout() ? row.withoutCaption() : row;
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
     * How sources are read.
     *
     * @param root where relative paths start
     * @param objective which features are read
     * @param isOnline whether they are computed of images rather than read of the dumps
     */
    public record Settings(String root, Objective objective, boolean isOnline) {
        /** As a pretraining reads them. */
        static Settings of(PretrainConfig config) {
            return new Settings(
                    config.root(), config.objective(), config.onlineFeatures().isPresent());
        }
    }

    /**
     * Opens {@code sources}.
     *
     * @throws ConfigException if a source is missing, empty or of another tokenizer
     */
    public OpenSources(Storage storage, Settings settings, List<SourceConfig> sources) throws IOException {
        for (SourceConfig source : sources) {
            opened.add(open(storage, settings, source));
        }
        dumps().forEach(dump -> dumps().get(0).checkSameTokenizer(dump.metadata(), dump.folder()));
    }

    private static Source open(Storage storage, Settings settings, SourceConfig source) throws IOException {
        String path = Storage.resolve(settings.root(), source.path());
        if (source instanceof SourceConfig.Text text) {
            TextFiles texts = TextFiles.open(storage, path, text.format());
            return new Source(source, Optional.empty(), Optional.empty(), Optional.of(texts));
        }
        boolean readsFeatures = settings.objective().readsFeatures(source.stream());
        boolean isOnline = readsFeatures && settings.isOnline();
        TokenDump dump = TokenDump.open(storage, path, readsFeatures && !isOnline);
        Optional<ImagedDump> imaged = isOnline
                ? Optional.of(ImagedDump.open(storage, dump, Storage.resolve(settings.root(), images(source))))
                : Optional.empty();
        return new Source(source, Optional.of(dump), imaged, Optional.empty());
    }

    private static String images(SourceConfig source) {
        return source.images()
                .orElseThrow(() -> new ConfigException("the source " + source.path() + " has no 'images', but the model"
                        + " reads features that are computed of them: name the output folder of shard that tokenize has"
                        + " read"));
    }

    /** What the dumps tell; empty if all sources are text. */
    public Optional<TokenMetadata> tokens() {
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
        for (Source source : opened) {
            source.dump()
                    .ifPresent(
                            dump -> EvenShards.of(dump, lanes, source.config().path()));
        }
    }

    /** The rows of one lane, all sources mixed by weight. */
    PackedLane mixed(SequenceBuilder builder, Reading reading, SequenceConfig config) {
        List<Double> weights = opened.stream().map(s -> s.config().weight()).toList();
        return new PackedLane(reading.lane(), feeds(builder, reading), new Mixture(weights, reading.seed()), config);
    }

    /** The rows of each source by itself. */
    public List<PackedLane> alone(SequenceBuilder builder, Reading reading, SequenceConfig config) {
        return feeds(builder, reading).stream()
                .map(feed -> new PackedLane(
                        reading.lane(), List.of(feed), new Mixture(List.of(1.0), reading.seed()), config))
                .toList();
    }

    /**
     * Who reads, and in which order.
     *
     * @param shuffleBlock samples that are shuffled at once
     */
    public record Reading(int lane, int lanes, long seed, int shuffleBlock) {
        /** Another order for each source, because two streams of one dump should not march in step. */
        private long seedOf(int source) {
            return seed * 31 + source;
        }
    }

    private List<SequenceFeed> feeds(SequenceBuilder builder, Reading reading) {
        List<SequenceFeed> feeds = new ArrayList<>();
        for (int source = 0; source < opened.size(); source++) {
            feeds.add(opened.get(source).feed(builder, reading, reading.seedOf(source)));
        }
        return feeds;
    }

    private List<TokenDump> dumps() {
        return opened.stream().flatMap(source -> source.dump().stream()).toList();
    }
}
