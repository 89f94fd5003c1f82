package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.sparklavit.tensor.RowOps;

/**
 * Prompts of different lengths side by side, padded on the left so that all end at the same place.
 *
 * <p>Shapes: B rows, P positions of the longest prompt.
 */
final class PromptBatch {
    private final List<Prompt> prompts;
    private final int[] padding;
    private final int length;

    PromptBatch(List<Prompt> prompts) {
        this.prompts = prompts;
        length = prompts.stream().mapToInt(p -> p.ids().length).max().orElseThrow();
        padding = prompts.stream().mapToInt(p -> length - p.ids().length).toArray();
    }

    private PromptBatch(List<Prompt> prompts, int length, int[] padding) {
        this.prompts = prompts;
        this.length = length;
        this.padding = padding;
    }

    /** Some of the rows, each as often as it is named; all of the same length as before. */
    PromptBatch choose(int[] rows) {
        return new PromptBatch(
                Arrays.stream(rows).mapToObj(prompts::get).toList(),
                length,
                Arrays.stream(rows).map(row -> padding[row]).toArray());
    }

    /** B. */
    int rows() {
        return prompts.size();
    }

    /** P. */
    int length() {
        return length;
    }

    /** The prompts as rows without targets. */
    RowBatch rows(NDManager manager, ImageFeatures features) {
        return RowBatch.of(
                manager, prompts.stream().map(prompt -> prompt.row(length)).toList(), features);
    }

    /** The positions (B, 1) of the {@code step}-th token behind the prompts, from 0. */
    NDArray positions(NDManager manager, int step) {
        long[] positions = new long[rows()];
        Arrays.setAll(positions, row -> length - padding[row] + step);
        return manager.create(positions, new Shape(rows(), 1));
    }

    /** What prompt positions see of each other: (B, 1, P, P). */
    static NDArray promptMask(RowBatch rows) {
        return RowOps.documentMask(rows.documents());
    }

    /** What later tokens see of the first {@code total} positions: (B, 1, 1, total). */
    NDArray tokenMask(NDManager manager, int total) {
        float[] mask = new float[rows() * total];
        for (int row = 0; row < rows(); row++) {
            Arrays.fill(mask, row * total, row * total + padding[row], Float.NEGATIVE_INFINITY);
        }
        return manager.create(mask, new Shape(rows(), 1, 1, total));
    }
}
