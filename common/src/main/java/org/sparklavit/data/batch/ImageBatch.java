package org.sparklavit.data.batch;

import java.util.List;
import org.sparklavit.data.sample.Sample;

/**
 * One micro-batch of B images.
 *
 * @param step the optimiser step it belongs to, from 1
 * @param pixels (B, 3, S, S), normalised
 * @param samples the B rows, in the same order
 */
public record ImageBatch(long step, float[] pixels, List<Sample> samples) {
    /** The number B of images. */
    public int size() {
        return samples.size();
    }
}
