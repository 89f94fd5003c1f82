package org.sparklavit.data.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sparklavit.data.stream.Objective.ImageTarget;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.data.token.TokenRow;

/** Turns samples into the sequences of {@link Stream}. */
public final class SequenceBuilder {
    private static final ImageInput CODES = new ImageInput.Codes();

    private final Vocabulary vocabulary;
    private final TextCodec text;
    private final SequenceConfig config;
    private final Objective objective;

    /** Builds for one vocabulary. */
    public SequenceBuilder(Vocabulary vocabulary, TextCodec text, SequenceConfig config, Objective objective) {
        this.vocabulary = vocabulary;
        this.text = text;
        this.config = config;
        this.objective = objective;
    }

    /** The ids. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** What became of a sample. */
    public enum Fate {
        WHOLE,
        CUT,
        DROPPED
    }

    /**
     * The sequences of one sample.
     *
     * @param sequences none if it was dropped, several if a text goes on beyond one window
     */
    public record Built(List<TokenSequence> sequences, Fate fate) {
        static final Built DROPPED = new Built(List.of(), Fate.DROPPED);
    }

    /** The sequence of {@code row} in {@code stream}; where features are read, those of the dump. */
    public Built build(Stream stream, TokenRow row) {
        return build(stream, row, objective.readsFeatures(stream) ? stored(row) : CODES);
    }

    /** As the other one, but where features are read they will be computed of the image. */
    public Built build(Stream stream, ImagedRow row) {
        return build(stream, row.tokens(), objective.readsFeatures(stream) ? online(row) : CODES);
    }

    private Built build(Stream stream, TokenRow row, ImageInput input) {
        return stream == Stream.TEXT_IMAGE ? textImage(row, input) : imageText(row, input);
    }

    /** The features of {@code row} where they are the condition, else its codes: {@code [IMG] image [/IMG]}. */
    public TokenSequence imagePrompt(TokenRow row) {
        return imageFirst(row, objective.readsFeatures(Stream.IMAGE_TEXT) ? stored(row) : CODES, new int[0]);
    }

    /** As the other one, but where features are read they will be computed of the image. */
    public TokenSequence imagePrompt(ImagedRow row) {
        return imageFirst(row.tokens(), objective.readsFeatures(Stream.IMAGE_TEXT) ? online(row) : CODES, new int[0]);
    }

    private Built imageText(TokenRow row, ImageInput input) {
        int[] caption = append(text.encode(row.caption()), vocabulary.endOfText());
        int room = config.maxIds() - marked(row);
        if (caption.length <= room) {
            return new Built(List.of(imageFirst(row, input, caption)), Fate.WHOLE);
        }
        if (room <= 0 || config.longSamples() == LongSamples.DROP) {
            return Built.DROPPED;
        }
        return new Built(List.of(imageFirst(row, input, Arrays.copyOf(caption, room))), Fate.CUT);
    }

    private Built textImage(TokenRow row, ImageInput input) {
        int[] caption = text.encode(row.caption());
        int room = config.maxIds() - marked(row);
        if (caption.length <= room) {
            return new Built(List.of(imageLast(caption, row, input)), Fate.WHOLE);
        }
        if (room < 0 || config.longSamples() == LongSamples.DROP) {
            return Built.DROPPED;
        }
        return new Built(List.of(imageLast(Arrays.copyOf(caption, room), row, input)), Fate.CUT);
    }

    /** The sequences of a plain text; neighbours share one id, so that every id but the first is a target once. */
    public Built text(TextSample sample) {
        int[] ids = append(text.encode(sample.text()), vocabulary.endOfText());
        if (ids.length == 1) {
            return Built.DROPPED;
        }
        if (ids.length <= config.maxIds()) {
            return new Built(List.of(plain(sample, ids)), Fate.WHOLE);
        }
        if (config.longSamples() == LongSamples.DROP) {
            return Built.DROPPED;
        }
        List<TokenSequence> pieces = new ArrayList<>();
        for (int from = 0; from < ids.length - 1; from += config.window()) {
            int[] piece = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + config.maxIds()));
            pieces.add(plain(sample, piece));
        }
        return new Built(pieces, Fate.CUT);
    }

    private TokenSequence imageFirst(TokenRow row, ImageInput input, int[] after) {
        int[] ids = concat(marked(row.codes()), after);
        boolean isTarget = objective.imageTarget(Stream.IMAGE_TEXT) != ImageTarget.NONE;
        ImageSpan image = image(Stream.IMAGE_TEXT, row, input, 1);
        return new TokenSequence(name(row), Stream.IMAGE_TEXT, ids, image, isTarget ? 1 : marked(row));
    }

    private TokenSequence imageLast(int[] before, TokenRow row, ImageInput input) {
        int[] ids = concat(before, marked(row.codes()));
        ImageSpan image = image(Stream.TEXT_IMAGE, row, input, before.length + 1);
        return new TokenSequence(name(row), Stream.TEXT_IMAGE, ids, image, 1);
    }

    private ImageSpan image(Stream stream, TokenRow row, ImageInput input, int start) {
        boolean isPredicted = objective.imageTarget(stream) == ImageTarget.FEATURES;
        return new ImageSpan(start, row.numTokens(), input, isPredicted);
    }

    private static TokenSequence plain(TextSample sample, int[] ids) {
        return new TokenSequence(sample.name(), Stream.TEXT, ids, ImageSpan.NONE, 1);
    }

    private static String name(TokenRow row) {
        return row.source() + "/" + row.key();
    }

    private static ImageInput stored(TokenRow row) {
        if (row.features().length == 0) {
            throw new IllegalStateException("token row '" + row.key() + "' of source '" + row.source()
                    + "' has no features, which the objective needs");
        }
        return new ImageInput.Stored(row.features());
    }

    private static ImageInput online(ImagedRow row) {
        return new ImageInput.Online(
                name(row.tokens()), row.file(), row.tokens().positions());
    }

    private static int marked(TokenRow row) {
        return row.numTokens() + 2;
    }

    private int[] marked(int[] codes) {
        int[] ids = new int[codes.length + 2];
        ids[0] = vocabulary.imageStart();
        for (int i = 0; i < codes.length; i++) {
            ids[i + 1] = vocabulary.idOfCode(codes[i]);
        }
        ids[codes.length + 1] = vocabulary.imageEnd();
        return ids;
    }

    private static int[] append(int[] ids, int last) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = last;
        return longer;
    }

    private static int[] concat(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }
}
