package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.sparklavit.collective.Collective;
import org.sparklavit.vision.Selector;

/**
 * Makes the arg-max keep as many patches as was asked for. The loss holds the share of a noisy sample near rho; without
 * noise, patches of middling scores all fall to one side, and the share is another. Before the selector stands still, its
 * last bias moves by the quantile of the scores over pictures of all ranks.
 */
final class SelectorCalibration {
    private SelectorCalibration() {}

    /** How much likelier each patch of {@code features} (B, N, D) is to stay than to go, as a logarithm; B * N of them. */
    static float[] logOdds(Selector selector, NDArray features) {
        NDArray scores = selector.forward(features);
        Shape patches = new Shape(scores.getShape().size() / 2);
        NDArray keep = scores.get("..., 0").reshape(patches);
        return keep.sub(scores.get("..., 1").reshape(patches)).toFloatArray();
    }

    /**
     * Shifts {@code selector}, by the same on every rank.
     *
     * @param keepRatio the share of the gathered patches that the arg-max will keep
     * @param own this rank's log-odds
     */
    static void run(Selector selector, double keepRatio, List<float[]> own, Collective collective) {
        float[] all = gather(own, collective);
        Arrays.sort(all);
        int dropped = (int) Math.round((1 - keepRatio) * all.length);
        if (dropped > 0 && dropped < all.length) {
            selector.addToLogOdds(-(all[dropped - 1] + all[dropped]) / 2);
        }
    }

    private static float[] gather(List<float[]> own, Collective collective) {
        ByteBuffer message =
                ByteBuffer.allocate(own.stream().mapToInt(batch -> batch.length).sum() * Float.BYTES);
        own.forEach(batch -> {
            message.asFloatBuffer().put(batch);
            message.position(message.position() + batch.length * Float.BYTES);
        });
        byte[][] messages = collective.allGatherBytes(message.array());
        float[] all = new float
                [Arrays.stream(messages).mapToInt(bytes -> bytes.length).sum() / Float.BYTES];
        int from = 0;
        for (byte[] bytes : messages) {
            ByteBuffer.wrap(bytes).asFloatBuffer().get(all, from, bytes.length / Float.BYTES);
            from += bytes.length / Float.BYTES;
        }
        return all;
    }
}
