package org.sparklavit.data.batch;

import java.util.List;
import org.sparklavit.data.latent.LatentRow;
import org.sparklavit.data.sample.Sample;

/**
 * One micro-batch of B images.
 *
 * @param step the optimiser step it belongs to, from 1
 * @param views the images as each preprocessor makes them, each (B, 3, S, S) with an S of its own, normalised
 * @param samples the B rows, in the same order
 * @param latents what an autoencoder made of them, in the same order; empty where nothing is cached
 */
public record ImageBatch(long step, List<float[]> views, List<Sample> samples, List<LatentRow> latents) {
    /** Images without latents. */
    public ImageBatch(long step, List<float[]> views, List<Sample> samples) {
        this(step, views, samples, List.of());
    }

    /** Images in one view. */
    public ImageBatch(long step, float[] pixels, List<Sample> samples) {
        this(step, List.of(pixels), samples);
    }

    /** The first view. */
    public float[] pixels() {
        return views.get(0);
    }

    /** The same images with their latents. */
    ImageBatch with(List<LatentRow> cached) {
        return new ImageBatch(step, views, samples, cached);
    }

    /** The number B of images. */
    public int size() {
        return samples.size();
    }
}
