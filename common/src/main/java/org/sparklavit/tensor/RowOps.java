package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;

/**
 * Operations on rows of positions: what packed sequences and generation need.
 *
 * <p>Shapes: B rows, T positions, D width, M chosen positions.
 */
public final class RowOps {
    private RowOps() {}

    /**
     * The mask of packed rows, to be added to attention scores: 0 where the key is the query or comes before it in the
     * same document, minus infinity elsewhere.
     *
     * @param documents (B, T, int64) the number of each position's document within its row
     * @return (B, 1, T, T) float32
     */
    public static NDArray documentMask(NDArray documents) {
        return OpLibrary.call(documents, "document_mask", documents);
    }

    /** Rows {@code index} (M, int64) of {@code x} (..., D), its leading axes taken as one: (M, D). */
    public static NDArray selectRows(NDArray x, NDArray index) {
        return OpLibrary.call(x, "select_rows", x, index);
    }

    /** Items {@code index} (M, int64) of {@code x} (B, ...), each as often as it is named: (M, ...). */
    public static NDArray selectItems(NDArray x, NDArray index) {
        return OpLibrary.call(x, "select_items", x, index);
    }

    /** {@code x} (..., D) with the rows {@code index} (M, int64), leading axes as one, replaced by {@code rows} (M, D). */
    public static NDArray replaceRows(NDArray x, NDArray index, NDArray rows) {
        return OpLibrary.call(x, "replace_rows", x, index, rows);
    }
}
