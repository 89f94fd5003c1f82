package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.RowOps;

/**
 * Which patches of a batch are kept, as the index arrays with which kept rows alone are computed.
 *
 * <p>Legend: T is the largest number of kept patches of one image, R the number of kept patches of all. Rows of an image
 * are in raster order, padded on the right.
 *
 * @param positions kept patches of each image, in raster order
 * @param kept the kept patches as columns, T wide
 * @param dropped the dropped patches as columns; N, which stands for the mean of all, where an image drops none
 * @param order (B, T) int64: 0, 1, 2, ...
 * @param rows (R) int64: the place of each kept row in an array (B * T)
 * @param padding (B, T) int64: the inverse of {@code rows}; 0 for padding
 */
public record PackedPatches(
        int[][] positions, Columns kept, Columns dropped, NDArray order, NDArray rows, NDArray padding) {

    /**
     * One list per image, padded to the longest.
     *
     * @param index (B, longest) int64; 0 for padding
     * @param mask (B, 1, 1, longest) boolean: false for padding
     */
    public record Columns(NDArray index, NDArray mask) {
        private static Columns of(NDManager manager, int[][] lists) {
            int longest = longest(lists);
            long[] index = new long[lists.length * longest];
            boolean[] mask = new boolean[index.length];
            for (int b = 0; b < lists.length; b++) {
                int from = b * longest;
                Arrays.fill(mask, from, from + lists[b].length, true);
                for (int t = 0; t < lists[b].length; t++) {
                    index[from + t] = lists[b][t];
                }
            }
            return new Columns(
                    manager.create(index, new Shape(lists.length, longest)),
                    manager.create(mask, new Shape(lists.length, 1, 1, longest)));
        }
    }

    /** Lays out the patches that {@code mask} (B, N, 0 or 1) keeps; the arrays belong to its manager. */
    public static PackedPatches of(NDArray mask) {
        int images = Math.toIntExact(mask.getShape().get(0));
        int patches = Math.toIntExact(mask.getShape().get(1));
        float[] keep = mask.toFloatArray();
        int[][] kept = new int[images][];
        int[][] dropped = new int[images][];
        for (int b = 0; b < images; b++) {
            int from = b * patches;
            kept[b] =
                    IntStream.range(0, patches).filter(n -> keep[from + n] != 0).toArray();
            dropped[b] =
                    IntStream.range(0, patches).filter(n -> keep[from + n] == 0).toArray();
            if (kept[b].length == 0) {
                throw new IllegalArgumentException(
                        "image " + b + " of the batch keeps no patch; one at least must stay");
            }
            if (dropped[b].length == 0) {
                dropped[b] = new int[] {patches};
            }
        }
        return lay(mask.getManager(), kept, dropped);
    }

    /** Kept patches of all images, R. */
    public int totalKept() {
        return Math.toIntExact(rows.size());
    }

    /** The kept rows of all images, without padding: (B, T, D) to (R, D). */
    public NDArray rowsOf(NDArray padded) {
        return RowOps.selectRows(padded, rows);
    }

    /** Rows of all images (R, D) back in columns (B, T, D); padding repeats the first row. */
    public NDArray padded(NDArray rowsOfAll) {
        return Ops.embedding(padding, rowsOfAll);
    }

    private static PackedPatches lay(NDManager manager, int[][] kept, int[][] dropped) {
        int longest = longest(kept);
        Shape shape = new Shape(kept.length, longest);
        int[] order = new int[kept.length * longest];
        int[] padding = new int[order.length];
        int[] rows = new int[Arrays.stream(kept).mapToInt(list -> list.length).sum()];
        for (int place = 0, row = 0; place < order.length; place++) {
            order[place] = place % longest;
            if (order[place] < kept[place / longest].length) {
                padding[place] = row;
                rows[row++] = place;
            }
        }
        return new PackedPatches(
                kept,
                Columns.of(manager, kept),
                Columns.of(manager, dropped),
                int64(manager, order, shape),
                int64(manager, rows, new Shape(rows.length)),
                int64(manager, padding, shape));
    }

    private static NDArray int64(NDManager manager, int[] values, Shape shape) {
        return manager.create(values, shape).toType(DataType.INT64, false);
    }

    private static int longest(int[][] lists) {
        return Arrays.stream(lists).mapToInt(list -> list.length).max().orElseThrow();
    }
}
