package org.sparklavit.data.latent;

import java.io.Serializable;
import java.util.Objects;

/**
 * What an autoencoder makes of one image: a normal distribution for each number of its latent. C channels of h x w places.
 *
 * @param id of the sample, see {@link org.sparklavit.data.sample.SampleId}
 * @param mean (C, h, w), scaled; in the precision that the file has
 * @param deviation standard deviation, like that
 */
@SuppressWarnings("ArrayRecordComponent") // rows are moved and read, never compared
public record LatentRow(String id, byte[] mean, byte[] deviation) implements Serializable {
    /** Checks that nothing is null. */
    public LatentRow {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(mean, "mean");
        Objects.requireNonNull(deviation, "deviation");
    }
}
