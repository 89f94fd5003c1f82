package org.sparklavit.nn;

import ai.djl.ndarray.NDArray;

/** How queries meet keys (which mask, which weights): (B, T, D), (B, S, D), (B, S, D) to (B, T, D). */
@FunctionalInterface
public interface AttentionKernel {
    /** Mixes the rows of {@code v} by the agreement of {@code q} and {@code k}. */
    NDArray attend(NDArray q, NDArray k, NDArray v);
}
