package org.sparklavit.language;

import java.util.List;
import org.sparklavit.data.sample.SampleId;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;

/**
 * What a model is to continue: text and any number of images.
 *
 * @param id names the prompt: random draws depend on it and on the seed alone, not on the prompts beside it
 * @param ids of every position, at image positions the discrete codes
 * @param images where images lie that enter as features
 */
@SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
public record Prompt(String id, int[] ids, List<ImageSpan> images) {
    /** Takes a copy of the list. */
    public Prompt {
        images = List.copyOf(images);
    }

    /** The same as a sequence of the training data. */
    public static Prompt of(String id, TokenSequence sequence) {
        ImageSpan image = sequence.image();
        return new Prompt(id, sequence.ids(), image.input().isFeatures() ? List.of(image) : List.of());
    }

    /** What random draws for this prompt begin with. */
    long key() {
        return SampleId.shuffleKey(id, 0);
    }

    /** As a row of {@code length} positions, padded on the left, where nothing is a target. */
    PackedRow row(int length) {
        int pad = length - ids.length;
        int[] padded = new int[length];
        int[] targets = new int[length];
        int[] positions = new int[length];
        int[] documents = new int[length];
        for (int i = 0; i < length; i++) {
            targets[i] = PackedRow.IGNORE;
            padded[i] = i < pad ? 0 : ids[i - pad];
            positions[i] = Math.max(0, i - pad);
            documents[i] = i < pad ? PackedRow.PADDING : 0;
        }
        TokenSequence sequence = new TokenSequence(id, Stream.IMAGE_TEXT, ids, ImageSpan.NONE, 1);
        List<PackedRow.PlacedFeatures> placed = images.stream()
                .map(image -> new PackedRow.PlacedFeatures(0, pad + image.start(), image))
                .toList();
        return new PackedRow(padded, targets, positions, documents, List.of(sequence), placed);
    }
}
