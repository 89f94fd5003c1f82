package org.sparklavit.data.sample;

import java.io.Serializable;
import java.util.Objects;

/**
 * An image with its caption, as a row of a shard.
 *
 * @param id see {@link SampleId}
 * @param source name of the corpus it comes from
 * @param key its name inside that corpus
 * @param image the image file as it was found; empty where the column was not read
 * @param caption the text, trimmed
 * @param width of the upright image in pixels; 0 if unknown
 * @param height of the upright image in pixels; 0 if unknown
 * @param metadataJson a JSON object with whatever else the corpus tells about the sample
 */
@SuppressWarnings("ArrayRecordComponent") // samples are moved and read, never compared
public record Sample(
        String id, String source, String key, byte[] image, String caption, int width, int height, String metadataJson)
        implements Serializable {
    /** Checks that nothing is null. */
    public Sample {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(caption, "caption");
        Objects.requireNonNull(metadataJson, "metadataJson");
    }
}
