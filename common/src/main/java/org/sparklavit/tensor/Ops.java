package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Differentiable operations that DJL's {@link NDArray} lacks or composes slowly: layers, attention, losses.
 *
 * <p>Shapes: B batch, T positions, S key positions, D width, H heads, N rows, K codes, C code width, V vocabulary. Each
 * result belongs to the manager of the first argument. The computation is in {@code ops.torchscript}, one method each.
 * Linear layers and attention follow {@link Autocast}.
 */
public final class Ops {
    private Ops() {}

    /** {@code x weight^T}: (..., I) by (O, I) to (..., O). */
    public static NDArray linear(NDArray x, NDArray weight) {
        return OpLibrary.call(x, Autocast.method("linear"), x, weight);
    }

    /** {@code x weight^T + bias}: (..., I) by (O, I) to (..., O). */
    public static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        return OpLibrary.call(x, Autocast.method("linear_bias"), x, weight, bias);
    }

    /** Rows of {@code weight} (V, D) at {@code ids} (..., int64): (..., D). */
    public static NDArray embedding(NDArray ids, NDArray weight) {
        return OpLibrary.call(ids, "embedding", ids, weight);
    }

    /** Cuts images (B, C, H, W) into squares of {@code patch} pixels and projects each: (B, N, D), raster order. */
    public static NDArray patchify(NDArray images, NDArray weight, NDArray bias, int patch) {
        return OpLibrary.call(images, "patchify", images, weight, bias, patch);
    }

    /** As the other one, without bias. */
    public static NDArray patchify(NDArray images, NDArray weight, int patch) {
        return OpLibrary.call(images, "patchify_unbiased", images, weight, patch);
    }

    /** Layer normalisation over the last axis. */
    public static NDArray layerNorm(NDArray x, NDArray weight, NDArray bias, double epsilon) {
        return OpLibrary.call(x, "layer_norm", x, weight, bias, epsilon);
    }

    /** Root-mean-square normalisation over the last axis (arXiv 1910.07467). */
    public static NDArray rmsNorm(NDArray x, NDArray weight, double epsilon) {
        return OpLibrary.call(x, "rms_norm", x, weight, epsilon);
    }

    /** The exact GELU, {@code x * Phi(x)}. */
    public static NDArray gelu(NDArray x) {
        return OpLibrary.call(x, "gelu", x);
    }

    /** OpenAI CLIP's GELU, {@code x * sigmoid(1.702 x)}. */
    public static NDArray quickGelu(NDArray x) {
        return OpLibrary.call(x, "quick_gelu", x);
    }

    /** {@code silu(gate) * up} (arXiv 2002.05202). */
    public static NDArray swiglu(NDArray gate, NDArray up) {
        return OpLibrary.call(gate, "swiglu", gate, up);
    }

    /**
     * {@code x} times a number.
     *
     * <p>Not {@link NDArray#mul(Number)}: DJL puts the number into a direct buffer that it drops at once, while libtorch
     * keeps the address for the backward pass. When the collector comes in between, gradients are multiplied by garbage.
     */
    public static NDArray scale(NDArray x, double factor) {
        return OpLibrary.call(x, "scale", x, factor);
    }

    /** The smaller of {@code x} and a number; see {@link #scale} for why it is here. */
    public static NDArray atMost(NDArray x, double limit) {
        return OpLibrary.call(x, "at_most", x, limit);
    }

    /** Log-probabilities over the last axis. */
    public static NDArray logSoftmax(NDArray x) {
        return OpLibrary.call(x, "log_softmax", x);
    }

    /** The soft maximum {@code ln(sum of e^x)} over rows: (B, N, V) to (B, V). */
    public static NDArray logSumExpRows(NDArray x) {
        return OpLibrary.call(x, "log_sum_exp_rows", x);
    }

    /** Rows scaled to length one; a zero row stays zero. */
    public static NDArray l2Normalize(NDArray x) {
        return OpLibrary.call(x, "l2_normalize", x);
    }

    /**
     * Scaled dot-product attention without a mask, or with the causal one.
     *
     * @param q (B, T, D), with {@code k} and {@code v} (B, S, D); heads are cut from D
     * @return (B, T, D)
     */
    public static NDArray attention(NDArray q, NDArray k, NDArray v, int heads, boolean causal) {
        return OpLibrary.call(q, Autocast.method("attention"), q, k, v, heads, causal);
    }

    /**
     * Scaled dot-product attention under a mask that broadcasts to (B, H, T, S): boolean (true attends) or float
     * (added to the scores). A row that attends to nothing is undefined.
     */
    public static NDArray attention(NDArray q, NDArray k, NDArray v, int heads, NDArray mask) {
        return OpLibrary.call(q, Autocast.method("attention_masked"), q, k, v, heads, mask);
    }

    /**
     * LaVIT's differentiable masked attention: weights {@code (exp(a - max) policy + eps / S) / (sum + eps)}, so that
     * a gradient reaches the policy and a row without any key becomes the uniform average.
     *
     * @param policy in [0, 1], broadcasts to (B, H, T, S)
     */
    public static NDArray policyAttention(NDArray q, NDArray k, NDArray v, int heads, NDArray policy, double epsilon) {
        return OpLibrary.call(q, "policy_attention", q, k, v, heads, policy, epsilon);
    }

    /** Repeats each of {@code heads} key or value heads {@code times} times: (B, S, D) to (B, S, D * times). */
    public static NDArray repeatHeads(NDArray x, int heads, int times) {
        return OpLibrary.call(x, "repeat_heads", x, heads, times);
    }

    /**
     * Rotary position embedding in the half-split layout of HF LLaMA (arXiv 2104.09864).
     *
     * @param x (B, T, D)
     * @param cos with {@code sin}, broadcasts to (B, T, H, D / H / 2)
     */
    public static NDArray rotate(NDArray x, NDArray cos, NDArray sin, int heads) {
        return OpLibrary.call(x, "rotate", x, cos, sin, heads);
    }

    /** The {@code count} rows of {@code x} (B, N, D) from row {@code start} on: (B, count, D). */
    public static NDArray rows(NDArray x, int start, int count) {
        return OpLibrary.call(x, "rows", x, start, count);
    }

    /** Puts {@code row} (1, 1, D) before the rows of each {@code x} (B, N, D): (B, 1 + N, D). */
    public static NDArray prependRow(NDArray x, NDArray row) {
        return OpLibrary.call(x, "prepend_row", x, row);
    }

    /** Rows {@code index} (B, T, int64) of {@code x} (B, N, D): (B, T, D). */
    public static NDArray gatherRows(NDArray x, NDArray index) {
        return OpLibrary.call(x, "gather_rows", x, index);
    }

    /**
     * The hard Gumbel-softmax sample over the last axis, with the soft sample's gradient (arXiv 1611.01144). The noise
     * is an input, so that a draw can be repeated.
     */
    public static NDArray gumbelStraightThrough(NDArray logits, NDArray noise, double temperature) {
        return OpLibrary.call(logits, "gumbel_straight_through", logits, noise, temperature);
    }

    /** The index of the nearest of {@code codes} (K, C) to each row of {@code z} (N, C); the lowest wins a tie. */
    public static NDArray nearestCode(NDArray z, NDArray codes) {
        return OpLibrary.call(z, "nearest_code", z, codes);
    }

    /** The value of {@code quantised} with the gradient passed to {@code z}. */
    public static NDArray straightThrough(NDArray z, NDArray quantised) {
        return OpLibrary.call(z, "straight_through", z, quantised);
    }

    /** Adds the rows (N, C) of each group: (groups, C) float32. */
    public static NDArray sumRowsBy(NDArray index, NDArray rows, int groups) {
        return OpLibrary.call(index, "sum_rows_by", index, rows, groups);
    }

    /** Counts each group in {@code index} (N, int64): (groups) float32. */
    public static NDArray countBy(NDArray index, int groups) {
        return OpLibrary.call(index, "count_by", index, groups);
    }

    /** Cross-entropy of each row: logits (N, V), targets (N, int64) to (N); zero where the target is {@code ignore}. */
    public static NDArray crossEntropy(NDArray logits, NDArray targets, int ignore) {
        return OpLibrary.call(logits, "cross_entropy", logits, targets, ignore);
    }

    /** The mean of squared differences along the last axis: (N, D) by (N, D) to (N). */
    public static NDArray meanSquaredError(NDArray a, NDArray b) {
        return OpLibrary.call(a, "mean_squared_error", a, b);
    }

    /** The cosine of the angle between rows along the last axis. */
    public static NDArray cosineSimilarity(NDArray a, NDArray b) {
        return OpLibrary.call(a, "cosine_similarity", a, b);
    }

    /** {@code e^x} of a parameter, as an array of {@code owner}. */
    public static NDArray exp(NDManager owner, NDArray x) {
        return OpLibrary.call(owner, "exp", x);
    }

    /** The same values, cut off from the graph. */
    public static NDArray detach(NDArray x) {
        return OpLibrary.call(x, "detach", x);
    }

    /** The same values, cut off from the graph, as an array of {@code owner}. */
    public static NDArray detach(NDManager owner, NDArray x) {
        return OpLibrary.call(owner, "detach", x);
    }
}
