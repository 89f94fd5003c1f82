package org.sparklavit.pretrain.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sparklavit.data.stream.ImageInput;
import org.sparklavit.data.stream.TextCodec;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.Prompt;
import org.sparklavit.pretrain.generate.ImageEmbedder.Embedded;

/** Puts texts and images together as the model has learned them: {@code [IMG] image [/IMG]} between pieces of text. */
public final class PromptComposer {
    /** Where an image goes. */
    static final String IMAGE = "<image>";

    private final Vocabulary ids;
    private final TextCodec codec;
    private final boolean readsFeatures;

    /**
     * Composes for one model.
     *
     * @param readsFeatures whether images enter as features rather than as embeddings of their codes
     */
    public PromptComposer(Vocabulary ids, TextCodec codec, boolean readsFeatures) {
        this.ids = ids;
        this.codec = codec;
        this.readsFeatures = readsFeatures;
    }

    /** How many images {@code text} has places for. */
    static int places(String text) {
        return pieces(text).length - 1;
    }

    private static String[] pieces(String text) {
        return text.split(IMAGE, -1);
    }

    /**
     * A prompt to go on from.
     *
     * @param text with as many places as there are images, or none: then images come first
     * @param isDrawn whether an image is to follow
     */
    public Prompt compose(String id, String text, List<Embedded> images, boolean isDrawn) {
        boolean hasPlaces = text.contains(IMAGE);
        String placed = hasPlaces ? text : IMAGE.repeat(images.size()) + text;
        String[] pieces = pieces(placed);
        if (pieces.length - 1 != images.size()) {
            throw new IllegalArgumentException(
                    "the text has places for " + (pieces.length - 1) + " images but there are " + images.size());
        }
        Composition composition = new Composition();
        composition.add(pieces[0]);
        for (int i = 0; i < images.size(); i++) {
            composition.add(images.get(i));
            composition.add(pieces[i + 1]);
        }
        if (isDrawn) {
            composition.all.add(ids.imageStart());
        }
        return new Prompt(id, composition.ids(), composition.spans);
    }

    private final class Composition {
        private final List<Integer> all = new ArrayList<>();
        private final List<ImageSpan> spans = new ArrayList<>();

        private void add(String text) {
            // The training data has no blanks between an image and its text.
            if (!text.isBlank()) {
                IntStream.of(codec.encode(text.strip())).forEach(all::add);
            }
        }

        private void add(Embedded image) {
            all.add(ids.imageStart());
            if (readsFeatures) {
                ImageInput features = new ImageInput.Embedded(image.features());
                spans.add(new ImageSpan(all.size(), image.codes().length, features, false));
            }
            IntStream.of(image.codes()).map(ids::idOfCode).forEach(all::add);
            all.add(ids.imageEnd());
        }

        private int[] ids() {
            return all.stream().mapToInt(Integer::intValue).toArray();
        }
    }
}
