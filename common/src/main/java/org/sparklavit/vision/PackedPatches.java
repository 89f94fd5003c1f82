package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.sparklavit.tensor.RowOps;
import org.sparklavit.tensor.VisionOps;

/**
 * Which patches of a batch are kept, as the index arrays with which kept rows alone are computed.
 *
 * <p>Legend: R is the number of kept patches of all images. Their rows come one image after the other, in raster order,
 * without padding; only inside attention do they lie in columns as long as the longest image.
 *
 * @param positions kept patches of each image, in raster order
 * @param kept rows among (B * N) patches
 * @param dropped rows among (B * (N + 1)); patch N, which stands for the mean of all, where an image drops none
 * @param order (R) int64: the number of each kept row within its image
 */
public record PackedPatches(int[][] positions, Rows kept, Rows dropped, NDArray order) {

    /**
     * Some patches of each image.
     *
     * @param index int64: which of all patches of the batch each row is
     * @param columns how the rows lie in columns
     */
    public record Rows(NDArray index, VisionOps.Columns columns) {
        private static Rows of(NDManager manager, int[][] lists, int patches) {
            int longest = longest(lists);
            int total = Arrays.stream(lists).mapToInt(list -> list.length).sum();
            int[] index = new int[total];
            int[] place = new int[total];
            int[] padding = new int[lists.length * longest];
            boolean[] mask = new boolean[padding.length];
            for (int b = 0, row = 0; b < lists.length; b++) {
                for (int t = 0; t < lists[b].length; t++, row++) {
                    index[row] = b * patches + lists[b][t];
                    place[row] = b * longest + t;
                    padding[place[row]] = row;
                    mask[place[row]] = true;
                }
            }
            VisionOps.Columns columns = new VisionOps.Columns(
                    int64(manager, padding, new Shape(lists.length, longest)),
                    int64(manager, place, new Shape(total)),
                    manager.create(mask, new Shape(lists.length, 1, 1, longest)));
            return new Rows(int64(manager, index, new Shape(total)), columns);
        }

        /** These rows of {@code patches} (B, N, D): (R, D). */
        public NDArray of(NDArray patches) {
            return RowOps.selectRows(patches, index);
        }
    }

    /** Lays out the patches that {@code mask} (B, N, 0 or 1) keeps; the arrays belong to its manager. */
    public static PackedPatches of(NDArray mask) {
        int images = Math.toIntExact(mask.getShape().get(0));
        int patches = Math.toIntExact(mask.getShape().get(1));
        float[] keep = mask.toFloatArray();
        int[][] kept = new int[images][];
        for (int b = 0; b < images; b++) {
            int from = b * patches;
            kept[b] =
                    IntStream.range(0, patches).filter(n -> keep[from + n] != 0).toArray();
        }
        return of(mask.getManager(), kept, patches);
    }

    /**
     * Lays out patches that were chosen before.
     *
     * @param kept patches of each image, in raster order
     * @param patches N
     */
    public static PackedPatches of(NDManager manager, int[][] kept, int patches) {
        int[][] dropped = new int[kept.length][];
        for (int b = 0; b < kept.length; b++) {
            if (kept[b].length == 0) {
                throw new IllegalArgumentException(
                        "image " + b + " of the batch keeps no patch; one at least must stay");
            }
            int[] own = kept[b];
            dropped[b] = IntStream.range(0, patches)
                    .filter(n -> Arrays.binarySearch(own, n) < 0)
                    .toArray();
            if (dropped[b].length == 0) {
                dropped[b] = new int[] {patches};
            }
        }
        int[] order = Arrays.stream(kept)
                .flatMapToInt(list -> IntStream.range(0, list.length))
                .toArray();
        return new PackedPatches(
                kept,
                Rows.of(manager, kept, patches),
                Rows.of(manager, dropped, patches + 1),
                int64(manager, order, new Shape(order.length)));
    }

    /** Kept patches of all images, R. */
    public int totalKept() {
        return Math.toIntExact(order.size());
    }

    private static NDArray int64(NDManager manager, int[] values, Shape shape) {
        return manager.create(values, shape).toType(DataType.INT64, false);
    }

    private static int longest(int[][] lists) {
        return Arrays.stream(lists).mapToInt(list -> list.length).max().orElseThrow();
    }
}
