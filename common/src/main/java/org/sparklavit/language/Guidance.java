package org.sparklavit.language;

import java.util.List;

/**
 * Guidance without a classifier (arXiv 2207.12598), between scores under a prompt and scores without it:
 * {@code without + scale (with - without)}. At 1 there is none.
 *
 * @param scale above 1 what the prompt asks for counts more
 * @param unconditional what stands in the place of every prompt where nothing is asked for
 */
public record Guidance(double scale, Prompt unconditional) {
    /** The scores under the prompt as they are. */
    public static final Guidance NONE = new Guidance(1, new Prompt("", new int[0], List.of()));

    /** Whether the model is asked twice. */
    boolean isOn() {
        return scale != 1;
    }

    /** Mixes two rows of scores (V). */
    float[] mix(float[] with, float[] without) {
        float[] mixed = new float[with.length];
        for (int id = 0; id < mixed.length; id++) {
            boolean isPossible = with[id] > Float.NEGATIVE_INFINITY;
            mixed[id] = isPossible ? (float) (without[id] + scale * ((double) with[id] - without[id])) : with[id];
        }
        return mixed;
    }
}
