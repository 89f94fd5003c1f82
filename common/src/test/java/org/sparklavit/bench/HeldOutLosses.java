package org.sparklavit.bench;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.stream.ImagedDump;
import org.sparklavit.data.stream.ImagedRow;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceBuilder.Built;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.data.stream.TextSample;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.ImageFeatures;
import org.sparklavit.language.ModelFolder;
import org.sparklavit.language.ModelFolder.UnifiedInfo;
import org.sparklavit.language.RowBatch;
import org.sparklavit.language.TextTokenizer;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.language.training.OnlineFeatures;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.Merger;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

/** Losses of an exported model on held-out images and captions, over the same ids for every model. */
final class HeldOutLosses implements AutoCloseable {
    private static final Storage STORAGE = Storage.local();
    private static final int WINDOW = 256;
    private static final int BATCH = 16;

    private final UnifiedModel model;
    private final SequenceBuilder builder;
    private final TextTokenizer text;
    private final FrozenParameters parameters;
    private final OnlineFeatures features;
    private final List<ImagedRow> rows;

    /** Loads the model in {@code export}, and the first {@code most} held-out rows of {@code data}. */
    HeldOutLosses(Path data, Path export, int most) throws IOException {
        ModelFolder folder = ModelFolder.open(STORAGE, export.toString());
        UnifiedInfo info = folder.unified().orElseThrow();
        TrainedTokenizer tokenizer =
                new TokenizerFolder(STORAGE, data.resolve("tokenizer").toString()).load();
        model = new UnifiedModel(folder.config().config(), info.vocabulary(), info.featureWidth());
        Optional<Merger> merger = folder.has(OnlineFeatures.MERGER)
                ? Optional.of(
                        OnlineFeatures.declareMerger(model, tokenizer.card().tokenizer(), info.featureWidth()))
                : Optional.empty();
        features = new OnlineFeatures(tokenizer, merger);
        parameters = FrozenParameters.initialize(model.parameters(), 0);
        folder.readInto(model, 0);
        text = folder.tokenizer(Optional.empty());
        Condition condition = info.featureWidth() > 0 ? Condition.CONTINUOUS : Condition.DISCRETE;
        builder = new SequenceBuilder(
                info.vocabulary(),
                text,
                new SequenceConfig(WINDOW, SequenceConfig.LongSamples.DROP),
                new Objective.Unified(condition, true));
        rows = rows(data, most);
    }

    private static List<ImagedRow> rows(Path data, int most) throws IOException {
        TokenDump tokens =
                TokenDump.open(STORAGE, data.resolve("tokens/heldout").toString(), false);
        ImagedDump dump =
                ImagedDump.open(STORAGE, tokens, data.resolve("shards/heldout").toString());
        List<ImagedRow> rows = new ArrayList<>();
        for (int shard = 0; shard < dump.shards(); shard++) {
            try (ShardSource.Rows<ImagedRow> open = dump.open(shard, 0)) {
                while (open.hasNext() && rows.size() < most) {
                    rows.add(open.next());
                }
            }
        }
        return rows;
    }

    /** Nats per id of a caption behind its image; its first id, which has nothing before it elsewhere, is left out. */
    double captionsGivenImages() {
        return mean(row -> builder.build(Stream.IMAGE_TEXT, row), this::isCaption);
    }

    /** Nats per id of a caption without image. */
    double captionsAlone() {
        return mean(
                row -> builder.text(
                        new TextSample(row.tokens().key(), row.tokens().caption())),
                this::isCaption);
    }

    /** Nats per code of an image behind its caption. */
    double codesGivenCaptions() {
        return mean(row -> builder.build(Stream.TEXT_IMAGE, row), this::isCode);
    }

    /** Nats per code of an image without caption. */
    double codesAlone() {
        return mean(
                row -> builder.build(
                        Stream.TEXT_IMAGE, new ImagedRow(CaptionlessDump.withoutCaption(row.tokens()), row.file())),
                this::isCode);
    }

    private boolean isCaption(long input, long target) {
        Vocabulary ids = model.vocabulary();
        return target < ids.textSize() && input != ids.imageEnd();
    }

    private boolean isCode(long input, long target) {
        return model.vocabulary().isCode(Math.toIntExact(target));
    }

    private double mean(Function<ImagedRow, Built> build, BiPredicate<Long, Long> counts) {
        List<PackedRow> packed = rows.stream()
                .map(build)
                .map(built -> PackedRow.of(WINDOW, built.sequences()))
                .collect(Collectors.toList());
        double sum = 0;
        long count = 0;
        for (int from = 0; from < packed.size(); from += BATCH) {
            List<PackedRow> batch = packed.subList(from, Math.min(packed.size(), from + BATCH));
            for (double loss : losses(batch, features, counts)) {
                sum += loss;
                count++;
            }
        }
        return sum / count;
    }

    private List<Double> losses(List<PackedRow> rows, ImageFeatures images, BiPredicate<Long, Long> counts) {
        try (NDManager manager = Tensors.newManager();
                Autograd off = Autograd.off()) {
            RowBatch batch = RowBatch.of(manager, rows, images);
            float[] losses = model.losses(model.hidden(batch), batch).toFloatArray();
            long[] ids = batch.ids().toLongArray();
            long[] places = batch.supervised().toLongArray();
            long[] targets = batch.targets().toLongArray();
            List<Double> counted = new ArrayList<>();
            for (int i = 0; i < losses.length; i++) {
                if (counts.test(ids[Math.toIntExact(places[i])], targets[i])) {
                    counted.add((double) losses[i]);
                }
            }
            return counted;
        }
    }

    @Override
    public void close() {
        text.close();
        parameters.close();
        features.close();
    }
}
