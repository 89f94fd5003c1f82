package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The blocks of a LLaMA as one operation, for generation alone: at one position a step, calling libtorch for each part of
 * each block takes longer than what it computes. Nothing is recorded for gradients, and {@link Autocast} does not reach
 * it.
 *
 * <p>Shapes: B rows, T new positions, S positions with those before, W width, G key and value heads, h head width.
 */
public final class DecoderOps {
    private DecoderOps() {}

    /**
     * What was computed of earlier positions.
     *
     * @param arrays for each block its keys and its values, (B, capacity, G * h); new ones are written into them
     * @param length positions that are there
     */
    public record Cache(List<NDArray> arrays, int length) {}

    /**
     * The numbers of all blocks.
     *
     * @param heads query heads
     * @param groups G, which divides {@code heads}
     * @param epsilon of the norms
     */
    public record Settings(int heads, int groups, double epsilon) {}

    /**
     * Where new positions stand and what they see.
     *
     * @param positions (B, T, int64) from 0
     * @param frequencies (h / 2) of the rotary embedding
     * @param mask broadcasts to (B, heads, T, S): added to the scores
     */
    public record Places(NDArray positions, NDArray frequencies, NDArray mask) {}

    /**
     * Runs all blocks on new positions.
     *
     * @param x (B, T, W)
     * @param weights of each block: norm (W); matrices of queries, keys, values, output; norm (W); matrices gate, up, down
     * @return (B, T, W), of the manager of {@code x}
     */
    public static NDArray blocks(NDArray x, Places places, List<NDArray> weights, Cache cache, Settings settings) {
        return OpLibrary.call(
                x,
                "llama_blocks",
                x,
                places.positions(),
                places.frequencies(),
                places.mask(),
                weights,
                cache.arrays(),
                cache.length(),
                settings.heads(),
                settings.groups(),
                settings.epsilon());
    }
}
