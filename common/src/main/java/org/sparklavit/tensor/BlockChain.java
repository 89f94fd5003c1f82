package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Blocks one after the other. Where no gradient is asked for, what a block leaves behind is freed as soon as the next
 * one has its input: a deep encoder would otherwise hold the arrays of all its blocks until the batch is done.
 */
public final class BlockChain {
    private BlockChain() {}

    /**
     * Sends {@code x} through {@code blocks}.
     *
     * @param forward how a block changes its input; what it computes must belong to the manager of that input
     * @return the output of the last block, an array of the manager of {@code x}
     */
    public static <B> NDArray run(NDArray x, List<B> blocks, BiFunction<B, NDArray, NDArray> forward) {
        NDArray h = x;
        for (B block : blocks) {
            if (JniUtils.isGradMode()) {
                h = forward.apply(block, h);
            } else {
                NDArray next = alone(h, entering -> forward.apply(block, entering));
                if (h != x) {
                    h.close();
                }
                h = next;
            }
        }
        return h;
    }

    /** What {@code block} makes of {@code x}, an array of the same manager; all else that it computes is freed. */
    static NDArray alone(NDArray x, UnaryOperator<NDArray> block) {
        try (NDManager scratch = x.getManager().newSubManager()) {
            NDArray end = block.apply(Ops.detach(scratch, x));
            end.attach(x.getManager());
            return end;
        }
    }
}
