package org.sparklavit.pretrain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparklavit.data.stream.ImageInput;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.TextCodec;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.tensor.Bfloat16;

/**
 * Packed rows for the terminal, document by document: the text as the source has it, the ids that the model reads, what
 * they decode to, and the positions whose prediction counts in the loss. It is the codec of the rows that it shows,
 * because it remembers the texts.
 */
final class BatchText implements TextCodec {
    private static final int COLUMNS = 16;

    private final TextCodec codec;
    private final Vocabulary vocabulary;
    private final Map<List<Integer>, String> texts = new HashMap<>();

    BatchText(TextCodec codec, Vocabulary vocabulary) {
        this.codec = codec;
        this.vocabulary = vocabulary;
    }

    @Override
    public int size() {
        return codec.size();
    }

    @Override
    public int endOfText() {
        return codec.endOfText();
    }

    @Override
    public int[] encode(String text) {
        int[] ids = codec.encode(text);
        texts.put(boxed(ids), text);
        return ids;
    }

    @Override
    public String decode(int[] ids) {
        return codec.decode(ids);
    }

    private static List<Integer> boxed(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }

    /** All of a batch. */
    String of(List<PackedRow> rows) {
        StringBuilder text = new StringBuilder("rows of the first step: # predicts with loss, . is only read");
        for (int i = 0; i < rows.size(); i++) {
            text.append('\n').append(row(i, rows.get(i)));
        }
        return text.toString();
    }

    private String row(int number, PackedRow row) {
        int window = row.ids().length;
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "row %d: %d documents in %d of %d positions, %d of them with loss",
                number,
                row.sequences().size(),
                row.tokens(),
                window,
                IntStream.range(0, window)
                        .filter(i -> row.targets()[i] != PackedRow.IGNORE)
                        .count()));
        int start = 0;
        for (TokenSequence sequence : row.sequences()) {
            lines.addAll(document(row, start, sequence));
            start += sequence.inputs();
        }
        return String.join("\n", lines);
    }

    private List<String> document(PackedRow row, int start, TokenSequence sequence) {
        List<String> lines = new ArrayList<>();
        lines.add(format("  %s  %s", sequence.stream().metric(), sequence.sample()));
        lines.add("    raw      " + texts.getOrDefault(boxed(textOf(sequence.ids())), "(a text that was cut)"));
        lines.add("    decoded  " + decoded(sequence.ids()));
        if (sequence.image().input().isFeatures()) {
            lines.add(format(
                    "    image    enters as %d features %s",
                    sequence.image().tokens(), originOfFeatures(sequence.image())));
        }
        for (int from = 0; from < sequence.inputs(); from += COLUMNS) {
            int to = Math.min(sequence.inputs(), from + COLUMNS);
            lines.add("    ids    " + columns(start + from, start + to, i -> Integer.toString(row.ids()[i])));
            lines.add("    loss   "
                    + columns(start + from, start + to, i -> row.targets()[i] == PackedRow.IGNORE ? "." : "#"));
        }
        return lines;
    }

    private static String columns(int from, int to, IntFunction<String> value) {
        return IntStream.range(from, to)
                .mapToObj(i -> format(" %6s", value.apply(i)))
                .collect(Collectors.joining());
    }

    /** The text ids, marks left out. */
    private int[] textOf(int[] ids) {
        return Arrays.stream(ids).filter(this::isText).toArray();
    }

    /** Runs of text through the codec; marks and codes by their names. */
    private String decoded(int[] ids) {
        List<String> words = new ArrayList<>();
        int from = 0;
        while (from < ids.length) {
            int to = from;
            while (to < ids.length && isText(ids[to])) {
                to++;
            }
            words.add(to > from ? codec.decode(Arrays.copyOfRange(ids, from, to)) : nameOf(ids[to++]));
            from = to;
        }
        return String.join(" ", words);
    }

    private boolean isText(int id) {
        return id < vocabulary.textSize() && id != vocabulary.endOfText();
    }

    private String nameOf(int id) {
        if (id == vocabulary.endOfText()) {
            return "[END]";
        }
        if (vocabulary.isCode(id)) {
            return "<" + vocabulary.codeOf(id) + ">";
        }
        return id == vocabulary.imageStart() ? "[IMG]" : "[/IMG]";
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String originOfFeatures(ImageSpan image) {
        return image.input() instanceof ImageInput.Stored stored
                ? format("of width %d", stored.bytes().length / Bfloat16.BYTES / image.tokens())
                : "that are computed of it";
    }
}
