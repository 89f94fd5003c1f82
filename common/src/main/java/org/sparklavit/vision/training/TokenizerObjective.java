package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import org.sparklavit.collective.Collective;
import org.sparklavit.tensor.Ops;
import org.sparklavit.vision.PackedPatches;

/**
 * The tokenizer's loss: {@code mean (1 - cos(x, rec)) + lambda (rho - mean M)^2 + beta mean |z - code|^2}.
 *
 * <p>Each method gives the sum over the B images of a micro-batch, so that ranks and micro-batches of any size add up.
 */
public final class TokenizerObjective {
    private final ObjectiveConfig config;
    private final Collective collective;

    /** The loss under {@code config}; the ranks of {@code collective} share one kept rate. */
    public TokenizerObjective(ObjectiveConfig config, Collective collective) {
        this.config = config;
        this.collective = collective;
    }

    /** How far the rebuilt features (B, N, D) point from the true ones. */
    public NDArray reconstruction(NDArray features, NDArray rebuilt) {
        NDArray cosine = Ops.cosineSimilarity(rebuilt, features);
        return cosine.neg().add(1).mean(new int[] {1}).sum();
    }

    /**
     * How far the share of kept patches is from {@code keepRatio}, times lambda; differentiable in the mask (B, N).
     *
     * <p>Over a batch, the mean goes over the images of all ranks, because a rank's own mean would pull its few images
     * to the same length. A rank differentiates its own part: with m the global mean, the gradient of
     * {@code lambda (rho - m)^2} is that of {@code -2 lambda (rho - m) mean(M)} with the first m held still.
     */
    public NDArray rate(NDArray mask, double keepRatio) {
        NDArray kept = mask.mean(new int[] {1});
        double lambda = config.rateWeight();
        if (config.rateOver() == ObjectiveConfig.RateOver.IMAGE) {
            return Ops.scale(kept.sub((float) keepRatio).square().sum(), lambda);
        }
        double images = mask.getShape().get(0);
        double missing = keepRatio - globalMean(kept.sum().getFloat(), images);
        NDArray still = Ops.detach(kept);
        return Ops.scale(kept.sub(still).sum(), -2 * lambda * missing)
                .add((float) (lambda * missing * missing * images));
    }

    /** How far projected features (R, C) are from their codes, times beta; each image counts the same. */
    public NDArray commitment(NDArray projected, NDArray codes, PackedPatches patches) {
        return Ops.scale(distance(projected, Ops.detach(codes), patches), config.commitmentWeight());
    }

    /** How far codes (R, C) are from the projected features that chose them; each image counts the same. */
    public NDArray codebook(NDArray projected, NDArray codes, PackedPatches patches) {
        return distance(Ops.detach(projected), codes, patches);
    }

    private static NDArray distance(NDArray projected, NDArray codes, PackedPatches patches) {
        NDArray distance = projected.sub(codes).square().sum(new int[] {1});
        return distance.mul(shares(projected.getManager(), patches)).sum();
    }

    private static NDArray shares(NDManager manager, PackedPatches patches) {
        float[] shares = new float[patches.totalKept()];
        int row = 0;
        for (int[] kept : patches.positions()) {
            for (int t = 0; t < kept.length; t++) {
                shares[row++] = 1f / kept.length;
            }
        }
        return manager.create(shares, new Shape(shares.length));
    }

    private double globalMean(double sum, double images) {
        ByteBuffer message =
                ByteBuffer.allocate(2 * Double.BYTES).putDouble(sum).putDouble(images);
        double total = 0;
        double count = 0;
        for (byte[] other : collective.allGatherBytes(message.array())) {
            total += ByteBuffer.wrap(other).getDouble(0);
            count += ByteBuffer.wrap(other).getDouble(Double.BYTES);
        }
        return total / count;
    }
}
