package org.sparklavit.data.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences side by side in one row of {@code window} positions. Each position predicts the next id of its own
 * document; the rest of the row is padding.
 *
 * @param ids (window) inputs
 * @param targets (window) the id to predict, or {@link #IGNORE}
 * @param positions (window) from 0 within each document
 * @param documents (window) number of the document, {@link #PADDING} behind the last
 * @param sequences the documents, in order
 * @param features the images whose inputs are features, in order
 */
@SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
public record PackedRow(
        int[] ids,
        int[] targets,
        int[] positions,
        int[] documents,
        List<TokenSequence> sequences,
        List<PlacedFeatures> features) {
    /** The target of positions that are not supervised. */
    public static final int IGNORE = -100;
    /** The document of padding. */
    public static final int PADDING = -1;

    /** Lays out {@code sequences}, whose inputs must fit. */
    public static PackedRow of(int window, List<TokenSequence> sequences) {
        PackedRow row = new PackedRow(
                new int[window],
                new int[window],
                new int[window],
                new int[window],
                List.copyOf(sequences),
                new ArrayList<>());
        Arrays.fill(row.targets, IGNORE);
        Arrays.fill(row.documents, PADDING);
        int start = 0;
        for (int document = 0; document < sequences.size(); document++) {
            row.put(document, start, sequences.get(document));
            start += sequences.get(document).inputs();
        }
        return row;
    }

    private void put(int document, int start, TokenSequence sequence) {
        for (int i = 0; i < sequence.inputs(); i++) {
            ids[start + i] = sequence.ids()[i];
            positions[start + i] = i;
            documents[start + i] = document;
            if (sequence.isTarget(i + 1)) {
                targets[start + i] = sequence.ids()[i + 1];
            }
        }
        TokenSequence.ImageSpan image = sequence.image();
        if (image.input().isFeatures()) {
            features.add(new PlacedFeatures(document, start + image.start(), image));
        }
    }

    /**
     * An image whose inputs are features.
     *
     * @param document its number in the row
     * @param start its first position in the row
     */
    public record PlacedFeatures(int document, int start, TokenSequence.ImageSpan image) {}

    /** Positions that are no padding. */
    public int tokens() {
        return sequences.stream().mapToInt(TokenSequence::inputs).sum();
    }
}
