package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;

/**
 * Operations of the dynamic visual tokenizer (arXiv 2309.04669). As in {@link Ops}, each result belongs to the manager
 * of the first argument.
 *
 * <p>Shapes: B images, N patches, T rows, D width. A keep mask (B, N) is 1 where a patch is kept and 0 elsewhere.
 */
public final class VisionOps {
    private VisionOps() {}

    /** Gives each row the mean over all rows in place of the second half of its width: (B, N, D) to (B, N, D). */
    public static NDArray localAndMean(NDArray x) {
        return OpLibrary.call(x, "local_and_mean", x);
    }

    /**
     * Chooses patches: class 0 keeps, and in every image at least the patch with the best margin is kept. Values are
     * exactly 0 and 1; the gradient is that of the soft Gumbel sample.
     *
     * @param logits (B, N, 2)
     * @param noise (B, N, 2), Gumbel for a sample, zeros for the arg-max
     * @return (B, N)
     */
    public static NDArray keepMask(NDArray logits, NDArray noise, double temperature) {
        return OpLibrary.call(logits, "keep_mask", logits, noise, temperature);
    }

    /**
     * The values of {@link Ops#policyAttention} with another gradient for the policy. With e the weight of a key and S
     * the sum over the allowed keys, the exact gradient has the factor e / S, which goes beyond all bounds where S is
     * small: a single image that drops nothing would drown all others. The effect of adding a key whole has the factor
     * e / (S + e), and that is what this one uses.
     */
    public static NDArray maskAttention(NDArray q, NDArray k, NDArray v, int heads, NDArray policy, double epsilon) {
        return OpLibrary.call(q, "mask_attention", q, k, v, heads, policy, epsilon);
    }

    /**
     * The policy of causal self-attention: a row sees itself and the kept rows before it.
     *
     * @param mask (B, N)
     * @return (B, 1, N, N), differentiable in the mask
     */
    public static NDArray causalPolicy(NDArray mask) {
        return OpLibrary.call(mask, "causal_policy", mask);
    }

    /** How many patches are kept before each one: a keep mask (B, N) to (B, N) int64. */
    public static NDArray keptBefore(NDArray mask) {
        return OpLibrary.call(mask, "kept_before", mask);
    }

    /** Adds the mean row as the last one: (B, N, D) to (B, N + 1, D). */
    public static NDArray appendMean(NDArray x) {
        return OpLibrary.call(x, "append_mean", x);
    }

    /** {@code x} (..., D) plus the rows {@code index} (..., int64) of {@code table} (1, N, D). */
    public static NDArray addRowsAt(NDArray x, NDArray table, NDArray index) {
        return OpLibrary.call(x, "add_rows_at", x, table, index);
    }

    /** A parameter as an array of {@code owner}'s manager, so that what is computed of it belongs there. */
    public static NDArray lent(NDArray owner, NDArray parameter) {
        return OpLibrary.call(owner, "alias", parameter);
    }

    /** EVA's projection {@code x weight^T + [q_bias, 0, v_bias]}: (B, T, D) to (B, T, 3 D). */
    public static NDArray qkv(NDArray x, NDArray weight, NDArray queryBias, NDArray valueBias) {
        return Ops.linear(x, weight, OpLibrary.call(x, "qkv_bias", queryBias, valueBias));
    }

    /**
     * Rows of all images of a batch one after the other, and how they lie in columns, which attention needs.
     *
     * @param padding (B, T) int64: the row at each place of T columns; 0 for padding, on the right
     * @param place (R) int64: the place of each row in (B * T)
     * @param mask (B, 1, 1, T) boolean: false for padding
     */
    public record Columns(NDArray padding, NDArray place, NDArray mask) {
        /** (R, D) to (B, T, D). An embedding gathers: its backward is faster than that of a selection of rows. */
        private NDArray of(NDArray rows) {
            return Ops.embedding(padding, rows);
        }

        /** (B, T, D) to (R, D). */
        private NDArray rowsOf(NDArray columns) {
            return Ops.embedding(place, columns.reshape(-1, columns.getShape().get(2)));
        }
    }

    /** Causal self-attention of the rows of each image, (R, D) each, to (R, D); causality hides the padding. */
    public static NDArray causalAmongRows(NDArray q, NDArray k, NDArray v, int heads, Columns columns) {
        return columns.rowsOf(Ops.attention(columns.of(q), columns.of(k), columns.of(v), heads, true));
    }

    /** Attention of the rows {@code q} (R, D) to other rows {@code k}, {@code v} (S, D) of the same image: (R, D). */
    public static NDArray rowsToRows(NDArray q, NDArray k, NDArray v, int heads, Columns columns, Columns keys) {
        return columns.rowsOf(toRows(columns.of(q), k, v, heads, keys));
    }

    /** Attention of {@code q} (B, T, D), or (1, T, D) for all images, to the rows {@code k}, {@code v} (S, D). */
    public static NDArray toRows(NDArray q, NDArray k, NDArray v, int heads, Columns keys) {
        return Ops.attention(q, keys.of(k), keys.of(v), heads, keys.mask());
    }
}
