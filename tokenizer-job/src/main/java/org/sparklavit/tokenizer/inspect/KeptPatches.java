package org.sparklavit.tokenizer.inspect;

import java.util.BitSet;
import org.sparklavit.data.token.PatchGrid;
import org.sparklavit.data.token.TokenRow;

/**
 * Which patches of a grid are kept.
 *
 * @param grid all patches
 * @param raster numbers of the kept ones, row * grid width + column
 */
record KeptPatches(PatchGrid grid, BitSet raster) {
    static KeptPatches of(TokenRow row) {
        return of(row.grid(), row.positions());
    }

    static KeptPatches of(PatchGrid grid, int[] positions) {
        BitSet raster = new BitSet(grid.patches());
        for (int position : positions) {
            raster.set(position);
        }
        return new KeptPatches(grid, raster);
    }

    /** Whether the patch of a column and a row is kept; outside of the grid none is. */
    boolean at(int x, int y) {
        return x >= 0 && y >= 0 && x < grid.width() && y < grid.height() && raster.get(y * grid.width() + x);
    }
}
