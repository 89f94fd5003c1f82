package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Ops;

/**
 * A forward pass that keeps nothing but what enters each block, and computes a block again when its gradient is due
 * (arXiv 1604.06174). Gradients have the bits of the plain pass, for a third more work and a fraction of the memory;
 * only the two shares of a tied head are added in another order from the second micro-batch on.
 */
public final class RecomputedBlocks {
    private final Llama llama;
    private final NDManager manager;
    private final NDArray inputs;
    private final RotaryAngles angles;
    private final Attending attending;
    private final List<NDArray> entering = new ArrayList<>();
    private final NDArray last;
    private final NDArray hidden;

    /**
     * Runs all blocks and the final norm, with gradient recording on.
     *
     * @param inputs (B, T, W) with the graph that made them
     */
    public RecomputedBlocks(Llama llama, NDArray inputs, NDArray positions, Attending attending) {
        this.llama = llama;
        this.manager = inputs.getManager();
        this.inputs = inputs;
        this.angles = RotaryAngles.of(positions, llama.config());
        this.attending = attending;
        NDArray h = Ops.detach(inputs);
        try (Autograd off = Autograd.off()) {
            for (int block = 0; block < llama.config().blocks(); block++) {
                entering.add(h);
                h = compute(block, h);
            }
        }
        last = leaf(manager, h);
        hidden = llama.norm(last);
    }

    /** The hidden states behind the final norm (B, T, W); their graph begins behind the last block. */
    public NDArray hidden() {
        return hidden;
    }

    private NDArray compute(int block, NDArray h) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray result = llama.block(block, Ops.detach(scratch, h), angles, attending);
            result.attach(manager);
            return result;
        }
    }

    private static NDArray leaf(NDManager owner, NDArray values) {
        NDArray leaf = Ops.detach(owner, values);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** Adds the gradients of {@code loss}, a scalar made of {@link #hidden}; once. */
    public void backward(NDArray loss, FlatParameters parameters) {
        NDArray gradient = parameters.addGradients(loss, loss.onesLike(), last);
        for (int block = entering.size() - 1; block >= 0; block--) {
            try (NDManager scratch = manager.newSubManager()) {
                NDArray x = leaf(scratch, entering.get(block));
                NDArray y = llama.block(block, x, angles, attending);
                NDArray before = parameters.addGradients(y, gradient, x);
                before.attach(manager);
                gradient.close();
                entering.get(block).close();
                gradient = before;
            }
        }
        parameters.addGradients(inputs, gradient, inputs);
    }
}
