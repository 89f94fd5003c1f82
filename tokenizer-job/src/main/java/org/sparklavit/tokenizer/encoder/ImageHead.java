package org.sparklavit.tokenizer.encoder;

import ai.djl.ndarray.NDArray;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;

/**
 * The head of the vision encoder into the shared space: states (B, 1 + N, D) to (B, E), unit length. It averages the
 * patches and not only reads the class token, because the patches are what a tokenizer takes: each must learn to say
 * what is in its place.
 */
final class ImageHead {
    private static final double EPSILON = 1e-6;

    private final LayerNorm norm;
    private final Linear projection;

    ImageHead(Parameters scope, int width, int sharedWidth) {
        norm = new LayerNorm(scope.scope("norm"), width, EPSILON);
        projection = Linear.withoutBias(scope.scope("projection"), width, sharedWidth);
    }

    NDArray forward(NDArray states) {
        NDArray mean = norm.forward(states).mean(new int[] {1});
        return Ops.l2Normalize(projection.forward(mean));
    }
}
