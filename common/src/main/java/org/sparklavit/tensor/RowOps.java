package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import java.util.stream.LongStream;

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

    /**
     * Causal attention within each document, the same as {@link Ops#attention} under {@link #documentMask} without the
     * scores that the mask would throw away.
     *
     * @param q (B, T, D), with {@code k} and {@code v}; heads are cut from D
     * @param lengths of all documents, row by row; their sum is B * T
     * @return (B, T, D)
     */
    public static NDArray documentAttention(NDArray q, NDArray k, NDArray v, int heads, long[] lengths) {
        return OpLibrary.call(q, Autocast.method("document_attention"), q, k, v, heads, lengths);
    }

    /** How long the documents are, row by row; {@code documents} as for {@link #documentMask}. */
    public static long[] documentLengths(NDArray documents) {
        long window = documents.getShape().get(1);
        long[] numbers = documents.toLongArray();
        LongStream.Builder lengths = LongStream.builder();
        int start = 0;
        for (int i = 1; i <= numbers.length; i++) {
            if (i % window == 0 || numbers[i] != numbers[start]) {
                lengths.add(i - start);
                start = i;
            }
        }
        return lengths.build().toArray();
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
