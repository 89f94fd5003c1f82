package org.sparklavit.data.latent;

import org.sparklavit.data.sample.Sample;

/** An image with what an autoencoder made of it. */
public record LatentSample(Sample sample, LatentRow latent) {}
