package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.VisionOps;

/**
 * What the dense form tells the selector about a patch. The values of both are those of the official smoothed attention.
 */
public enum MaskGradient {
    /**
     * The effect of adding the patch whole. With e its weight and S the sum over the kept, the exact gradient has the
     * factor e / S, which goes beyond all bounds where S is small: one image that keeps next to nothing drowns all
     * others. Adding the patch whole has the factor e / (S + e).
     */
    BOUNDED {
        @Override
        NDArray attention(NDArray q, NDArray k, NDArray v, int heads, NDArray policy) {
            return VisionOps.maskAttention(q, k, v, heads, policy, SMOOTHING);
        }
    },

    /** The exact derivative, which is that of the official code. */
    EXACT {
        @Override
        NDArray attention(NDArray q, NDArray k, NDArray v, int heads, NDArray policy) {
            return Ops.policyAttention(q, k, v, heads, policy, SMOOTHING);
        }
    };

    private static final double SMOOTHING = 1e-6;

    abstract NDArray attention(NDArray q, NDArray k, NDArray v, int heads, NDArray policy);
}
