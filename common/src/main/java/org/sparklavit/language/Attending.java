package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.RowOps;

/** What each position of a sequence attends to, in every block. */
@FunctionalInterface
public interface Attending {
    /**
     * Mixes values in the block number {@code block}.
     *
     * @param q (B, T, H * headWidth)
     * @param k (B, T, G * headWidth), like {@code v}; each of the G heads serves H / G query heads
     * @return (B, T, H * headWidth)
     */
    NDArray attend(int block, NDArray q, NDArray k, NDArray v);

    /** Every position attends to itself and all before it. */
    static Attending causal(LlamaConfig config) {
        Groups groups = new Groups(config.heads(), config.groups());
        return (block, q, k, v) -> Ops.attention(q, groups.repeat(k), groups.repeat(v), config.heads(), true);
    }

    /**
     * Every position attends to itself and those before it in its own document, so that a packed row computes what its
     * documents would compute alone. The CPU does compute them alone; a GPU gets one call under a mask, not many small.
     *
     * @param documents (B, T, int64) the number of each position's document within its row
     */
    static Attending packed(LlamaConfig config, NDArray documents) {
        if (documents.getDevice().isGpu()) {
            return masked(config, RowOps.documentMask(documents));
        }
        Groups groups = new Groups(config.heads(), config.groups());
        long[] lengths = RowOps.documentLengths(documents);
        return (block, q, k, v) ->
                RowOps.documentAttention(q, groups.repeat(k), groups.repeat(v), config.heads(), lengths);
    }

    /** Under a float mask that broadcasts to (B, H, T, T). */
    static Attending masked(LlamaConfig config, NDArray mask) {
        Groups groups = new Groups(config.heads(), config.groups());
        return (block, q, k, v) -> Ops.attention(q, groups.repeat(k), groups.repeat(v), config.heads(), mask);
    }

    /** How key and value heads are shared. */
    record Groups(int heads, int groups) {
        /** (B, S, G * headWidth) to (B, S, H * headWidth). */
        NDArray repeat(NDArray x) {
            return heads == groups ? x : Ops.repeatHeads(x, groups, heads / groups);
        }
    }
}
