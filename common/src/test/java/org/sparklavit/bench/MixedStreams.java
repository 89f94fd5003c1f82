package org.sparklavit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.Lane;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.stream.Mixture;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.PackedLane;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.SequenceFeed;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.data.stream.TextFiles;
import org.sparklavit.data.stream.TextFormat;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.TextTokenizer;

/** The packed rows of the quickstart's mixture, images as codes, so that a plain LLaMA can read them too. */
final class MixedStreams implements AutoCloseable {
    private static final int BLOCK = 256;

    private final TextTokenizer text;
    private final Vocabulary vocabulary;
    private final PackedLane rows;

    /** The rows of {@code window} tokens that {@code data}, a quickstart's folder, gives with this tokenizer. */
    MixedStreams(Path data, String tokenizer, int window) throws IOException {
        Storage storage = Storage.local();
        TokenDump dump = TokenDump.open(storage, data.resolve("tokens/train").toString(), false);
        TextFiles texts = TextFiles.open(
                storage,
                data.resolve("corpus/text/train.jsonl").toString(),
                new TextFormat("text", TextFormat.Plain.LINE));
        text = TextTokenizer.load(storage, tokenizer, Optional.empty());
        vocabulary = new Vocabulary(text.size(), dump.metadata().codebookSize(), text.endOfText());
        SequenceConfig config = new SequenceConfig(window, SequenceConfig.LongSamples.CUT);
        SequenceBuilder builder =
                new SequenceBuilder(vocabulary, text, config, new Objective.Unified(Condition.DISCRETE, true));
        List<SequenceFeed> feeds = List.of(
                SequenceFeed.of(lane(dump, 1), row -> builder.build(Stream.IMAGE_TEXT, row)),
                SequenceFeed.of(lane(dump, 2), row -> builder.build(Stream.TEXT_IMAGE, row)),
                SequenceFeed.of(lane(texts, 3), builder::text));
        rows = new PackedLane(0, feeds, new Mixture(List.of(0.6, 0.25, 0.15), 1), config);
    }

    private static <T> Lane<T> lane(ShardSource<T> source, long seed) {
        return new Lane<>(source, 0, 1, seed, BLOCK);
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    String tokenizerJson() {
        return text.json();
    }

    PackedLane lane() {
        return rows;
    }

    List<PackedRow> next(int count) {
        List<PackedRow> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(rows.next());
        }
        return next;
    }

    /** Rows as JSON: for each the ids of its sequences. */
    static String json(List<PackedRow> rows) throws IOException {
        List<List<int[]>> ids = rows.stream()
                .map(row -> row.sequences().stream().map(TokenSequence::ids).toList())
                .toList();
        return new ObjectMapper().writeValueAsString(ids);
    }

    static int tokens(List<PackedRow> rows) {
        return rows.stream().mapToInt(PackedRow::tokens).sum();
    }

    /** How much of a batch with a sequence on each line would be padding. */
    static double paddingOfLines(List<PackedRow> rows) {
        int[] lengths = rows.stream()
                .flatMap(row -> row.sequences().stream())
                .mapToInt(TokenSequence::inputs)
                .toArray();
        int longest = Arrays.stream(lengths).max().orElseThrow();
        return 1 - (double) Arrays.stream(lengths).sum() / ((double) longest * lengths.length);
    }

    @Override
    public void close() {
        rows.close();
        text.close();
    }
}
