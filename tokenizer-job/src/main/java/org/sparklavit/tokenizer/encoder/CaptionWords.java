package org.sparklavit.tokenizer.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.sparklavit.nn.LayerNorm;
import org.sparklavit.nn.Linear;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Parameters;

/**
 * Asks the patches to name the words of the caption, in no order: classification with the caption's tokens as labels
 * (arXiv 2411.03313). In a batch of captions the colours alone tell nearly all pairs apart, so that contrast never asks
 * for a shape; this asks for every word. A word counts as named when one patch says it, by a soft maximum over patches
 * (arXiv 1411.6228), so that the patches without objects need not know.
 */
final class CaptionWords {
    private static final double EPSILON = 1e-6;

    private final LayerNorm norm;
    private final Linear projection;
    private final int vocabularySize;

    CaptionWords(Parameters scope, int width, int vocabularySize) {
        norm = new LayerNorm(scope.scope("norm"), width, EPSILON);
        projection = Linear.withBias(scope.scope("projection"), width, vocabularySize);
        this.vocabularySize = vocabularySize;
    }

    /**
     * The divergence of the words that are named from those of each caption, 0 when they are the same; summed over
     * pictures: a scalar.
     *
     * @param features (B, N, D)
     * @param captions the token ids of each picture's caption, at least one
     */
    NDArray divergence(NDArray features, List<long[]> captions) {
        NDArray named = Ops.logSoftmax(Ops.logSumExpRows(projection.forward(norm.forward(features))));
        float[] shares = new float[captions.size() * vocabularySize];
        double negativeEntropy = 0;
        for (int i = 0; i < captions.size(); i++) {
            long[] words = Arrays.stream(captions.get(i)).distinct().toArray();
            for (long word : words) {
                shares[i * vocabularySize + (int) word] = 1f / words.length;
            }
            negativeEntropy -= Math.log(words.length);
        }
        NDManager manager = features.getManager();
        NDArray wanted = manager.create(shares, new Shape(captions.size(), vocabularySize));
        return manager.create((float) negativeEntropy).sub(named.mul(wanted).sum());
    }
}
