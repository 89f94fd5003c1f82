package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sparklavit.data.stream.PackedRow;
import org.sparklavit.data.stream.PackedRow.PlacedFeatures;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.tensor.RowOps;

/** Prompts of different lengths side by side, padded on the left so that all end at the same place. */
final class PromptBatch {
    private final List<TokenSequence> prompts;
    private final int[] padding;
    private final int length;

    PromptBatch(List<TokenSequence> prompts) {
        this.prompts = prompts;
        length = prompts.stream().mapToInt(p -> p.ids().length).max().orElseThrow();
        padding = prompts.stream().mapToInt(p -> length - p.ids().length).toArray();
    }

    /** B. */
    int rows() {
        return prompts.size();
    }

    /** P, the positions of the longest prompt. */
    int length() {
        return length;
    }

    /** The prompts as rows without targets. */
    RowBatch rows(NDManager manager, ImageFeatures features) {
        return RowBatch.of(manager, prompts.stream().map(this::paddedRow).toList(), features);
    }

    private PackedRow paddedRow(TokenSequence prompt) {
        int[] ids = new int[length];
        int[] targets = new int[length];
        int[] positions = new int[length];
        int[] documents = new int[length];
        int pad = length - prompt.ids().length;
        Arrays.fill(targets, PackedRow.IGNORE);
        Arrays.fill(documents, 0, pad, PackedRow.PADDING);
        for (int i = pad; i < length; i++) {
            ids[i] = prompt.ids()[i - pad];
            positions[i] = i - pad;
        }
        ImageSpan image = prompt.image();
        List<PlacedFeatures> features =
                image.input().isFeatures() ? List.of(new PlacedFeatures(0, pad + image.start(), image)) : List.of();
        return new PackedRow(ids, targets, positions, documents, List.of(prompt), features);
    }

    /** The positions (B, 1) of the {@code step}-th token behind the prompts, from 0. */
    NDArray positions(NDManager manager, int step) {
        long[] positions = new long[rows()];
        Arrays.setAll(positions, row -> length - padding[row] + step);
        return manager.create(positions, new Shape(rows(), 1));
    }

    /** What prompt positions see of each other: (B, 1, P, P); empty if there is no padding. */
    Optional<NDArray> promptMask(RowBatch rows) {
        return hasPadding() ? Optional.of(RowOps.documentMask(rows.documents())) : Optional.empty();
    }

    /** What later tokens see of the first {@code total} positions: (B, 1, 1, total); empty if there is no padding. */
    Optional<NDArray> tokenMask(NDManager manager, int total) {
        if (!hasPadding()) {
            return Optional.empty();
        }
        float[] mask = new float[rows() * total];
        for (int row = 0; row < rows(); row++) {
            Arrays.fill(mask, row * total, row * total + padding[row], Float.NEGATIVE_INFINITY);
        }
        return Optional.of(manager.create(mask, new Shape(rows(), 1, 1, total)).toType(DataType.FLOAT32, false));
    }

    private boolean hasPadding() {
        return Arrays.stream(padding).anyMatch(pad -> pad > 0);
    }
}
