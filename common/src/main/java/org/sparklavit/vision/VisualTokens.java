package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;

/**
 * What the tokenizer makes of a batch.
 *
 * @param codes the token ids of each image, one per kept patch
 * @param positions the kept patches of each image, in raster order
 * @param merged the merged features (R, D) of all kept patches, image after image
 */
public record VisualTokens(int[][] codes, int[][] positions, NDArray merged) {
    static VisualTokens of(PackedPatches patches, NDArray ids, NDArray merged) {
        long[] flat = ids.toLongArray();
        int[][] codes = new int[patches.positions().length][];
        int row = 0;
        for (int b = 0; b < codes.length; b++) {
            codes[b] = new int[patches.positions()[b].length];
            for (int t = 0; t < codes[b].length; t++) {
                codes[b][t] = Math.toIntExact(flat[row++]);
            }
        }
        return new VisualTokens(codes, patches.positions(), merged);
    }
}
