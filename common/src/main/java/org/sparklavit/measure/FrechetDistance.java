package org.sparklavit.measure;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FeatureOps;
import org.sparklavit.tensor.Tensors;

/**
 * The Frechet distance between two sets of features, each taken for a normal distribution (arXiv 1706.08500):
 * {@code |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))}. Published FIDs use the features of an Inception network; with those
 * of another encoder figures compare only among themselves. It is biased upwards where there are few samples.
 */
public final class FrechetDistance {
    private FrechetDistance() {}

    /**
     * Of two sets.
     *
     * @param first (N, D), more than one
     * @param second (M, D), more than one
     */
    public static double between(List<float[]> first, List<float[]> second) {
        if (first.size() < 2 || second.size() < 2) {
            throw new IllegalArgumentException("sets of " + first.size() + " and " + second.size()
                    + " features have no covariance; give two at least");
        }
        try (NDManager manager = Tensors.newManager();
                Autograd off = Autograd.off()) {
            return FeatureOps.frechetDistance(matrix(manager, first), matrix(manager, second));
        }
    }

    private static NDArray matrix(NDManager manager, List<float[]> rows) {
        int width = rows.get(0).length;
        float[] values = new float[rows.size() * width];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(rows.get(row), 0, values, row * width, width);
        }
        return manager.create(values, new Shape(rows.size(), width));
    }
}
