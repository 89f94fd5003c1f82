package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;

/** Gives images that enter as features their features. */
@FunctionalInterface
public interface ImageFeatures {
    /**
     * The features of {@code images}, of which there is one at least.
     *
     * @param manager of the result
     * @return (M, D) float32, the T features of one image after those of the other
     */
    NDArray of(NDManager manager, List<ImageSpan> images);
}
